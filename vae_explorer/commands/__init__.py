"""The subcommands of the command line: to add one, write a module and a line in ``COMMANDS``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from vae_explorer.commands import (
    codes,
    digit,
    evaluate,
    experiment,
    experiments,
    film,
    path,
    pictures,
    recover,
    sampling,
    train,
)


@dataclass(frozen=True)
class Command:
    """A subcommand.

    Attributes
    ----------
    summary
        What it does, in the list of all commands and above its own help.
    add_arguments
        Declares its options. Called only when this command is used.
    run
        Does the work and returns the exit code.
    examples
        Command lines to show under its help.
    """

    summary: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
    examples: tuple[str, ...] = ()


COMMANDS: dict[str, Command] = {
    "train": Command(
        "train a model without a window",
        train.add_arguments,
        train.run,
        (
            "train --out model.safetensors",
            "train --out quick.safetensors --dataset offline --preset mlp-512-256 --epochs 5",
            "train --history --out run.vaesession --epochs 10",
            "train --resume model.safetensors --epochs 60 --out further.safetensors",
            "train --out own.safetensors --widths 800,200 --activation silu --beta 0.5",
        ),
    ),
    "evaluate": Command(
        "measure a model on a split of a data set",
        evaluate.add_arguments,
        evaluate.run,
        ("evaluate", "evaluate model.safetensors --json"),
    ),
    "digit": Command(
        "tell the true posterior of one image, log p(x), and where the ELBO loses what",
        digit.add_arguments,
        digit.run,
        ("digit --index 115", "digit model.safetensors --index 7 --json --out seven.png"),
    ),
    "encode": Command(
        "save the codes of a data set's images, or print that of a picture",
        codes.add_arguments,
        codes.run,
        (
            "encode model.safetensors --out codes.csv",
            "encode --split train --out codes.npz",
            "encode --image four.png",
        ),
    ),
    "decode": Command(
        "save the images that a model decodes at given points",
        pictures.add_decode_arguments,
        pictures.run_decode,
        ("decode --z 0.5,-1.2 --out digit.png", "decode m.safetensors --z 0,0 --z 1,1 --out z.npy"),
    ),
    "manifold": Command(
        "save a picture of the whole plane, decoded on a grid of normal quantiles",
        pictures.add_manifold_arguments,
        pictures.run_manifold,
        ("manifold --out manifold.png", "manifold model.safetensors --n 30 --out manifold.png"),
    ),
    "sample": Command(
        "save images at points drawn from the prior, or from what the encoder has made",
        sampling.add_sample_arguments,
        sampling.run_sample,
        (
            "sample --out samples.png",
            "sample model.safetensors --sampler mixture --n 400 --draw --out s.png",
        ),
    ),
    "interpolate": Command(
        "save the images on a straight line between two digits or points",
        sampling.add_interpolate_arguments,
        sampling.run_interpolate,
        (
            "interpolate --from 7 --to 2 --out seven-to-two.gif",
            "interpolate --from -1.5,0 --to 1.5,0 --steps 12 --out line.png",
        ),
    ),
    "path": Command(
        "save the images along a path of several waypoints, straight or the shortest way",
        path.add_arguments,
        path.run,
        (
            "path --via 7 --via 2 --out seven-to-two.gif",
            "path m.safetensors --via 0 --via -1.5,0 --via 3 --shortest --out path.mp4",
        ),
    ),
    "film": Command(
        "make a film of the history of a run, without a window",
        film.add_arguments,
        film.run,
        (
            "film talk.vaesession --out talk.mp4",
            "film talk.vaesession --out talk.gif --size 640x480 --theme dark --seconds 6",
            "film talk.vaesession --storyboard talk.toml --out pictures",
        ),
    ),
    "experiments": Command(
        "list the experiments of the laboratory",
        experiments.add_arguments,
        experiments.run,
        ("experiments", "experiments --json"),
    ),
    "experiment": Command(
        "run an experiment: train its runs, measure them, draw them",
        experiment.add_arguments,
        experiment.run,
        ("experiment elbo --short --out elbo", "experiment my-own.toml --out results"),
    ),
    "recover": Command(
        "list what was trained and not saved when a window ended, or take it",
        recover.add_arguments,
        recover.run,
        ("recover", "recover --out recovered.vaesession", "recover mine --out mine.vaesession"),
    ),
}
