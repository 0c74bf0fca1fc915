"""The subcommands of the command line: to add one, write a module and a line in ``COMMANDS``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

Declare = Callable[[ArgumentParser], None]
Run = Callable[[Namespace], int]


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
    add_arguments: Declare
    run: Run
    examples: tuple[str, ...] = ()


def _in(module: str, name: str = "") -> tuple[Declare, Run]:
    """Return ``add_arguments`` and ``run`` of a module here, which is imported when it is used.

    Where a module has several commands, theirs are ``add_NAME_arguments`` and ``run_NAME``.
    """
    declare, run = (f"add_{name}_arguments", f"run_{name}") if name else ("add_arguments", "run")

    def of(function: str) -> Callable[..., int]:
        found: Callable[..., int] = getattr(import_module(f"{__name__}.{module}"), function)
        return found

    def add_arguments(parser: ArgumentParser) -> None:
        of(declare)(parser)

    return add_arguments, lambda arguments: of(run)(arguments)


COMMANDS: dict[str, Command] = {
    "train": Command(
        "train a model without a window",
        *_in("train"),
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
        *_in("evaluate"),
        ("evaluate", "evaluate model.safetensors --json"),
    ),
    "digit": Command(
        "tell the true posterior of one image, log p(x), and where the ELBO loses what",
        *_in("digit"),
        ("digit --index 115", "digit model.safetensors --index 7 --json --out seven.png"),
    ),
    "encode": Command(
        "save the codes of a data set's images, or print that of a picture",
        *_in("codes"),
        (
            "encode model.safetensors --out codes.csv",
            "encode --split train --out codes.npz",
            "encode --image four.png",
        ),
    ),
    "decode": Command(
        "save the images that a model decodes at given points",
        *_in("pictures", "decode"),
        ("decode --z 0.5,-1.2 --out digit.png", "decode m.safetensors --z 0,0 --z 1,1 --out z.npy"),
    ),
    "manifold": Command(
        "save a picture of the whole plane, decoded on a grid of normal quantiles",
        *_in("pictures", "manifold"),
        ("manifold --out manifold.png", "manifold model.safetensors --n 30 --out manifold.png"),
    ),
    "sample": Command(
        "save images at points drawn from the prior, or from what the encoder has made",
        *_in("sampling", "sample"),
        (
            "sample --out samples.png",
            "sample model.safetensors --sampler mixture --n 400 --draw --out s.png",
        ),
    ),
    "interpolate": Command(
        "save the images on a straight line between two digits or points",
        *_in("sampling", "interpolate"),
        (
            "interpolate --from 7 --to 2 --out seven-to-two.gif",
            "interpolate --from -1.5,0 --to 1.5,0 --steps 12 --out line.png",
        ),
    ),
    "path": Command(
        "save the images along a path of several waypoints, straight or the shortest way",
        *_in("path"),
        (
            "path --via 7 --via 2 --out seven-to-two.gif",
            "path m.safetensors --via 0 --via -1.5,0 --via 3 --shortest --out path.mp4",
        ),
    ),
    "film": Command(
        "make a film of the history of a run, without a window",
        *_in("film"),
        (
            "film talk.vaesession --out talk.mp4",
            "film talk.vaesession --out talk.gif --size 640x480 --theme dark --seconds 6",
            "film talk.vaesession --storyboard talk.toml --out pictures",
        ),
    ),
    "experiments": Command(
        "list the experiments of the laboratory",
        *_in("experiments"),
        ("experiments", "experiments --json"),
    ),
    "experiment": Command(
        "run an experiment: train its runs, measure them, draw them",
        *_in("experiment"),
        ("experiment elbo --short --out elbo", "experiment my-own.toml --out results"),
    ),
    "recover": Command(
        "list what was trained and not saved when a window ended, or take it",
        *_in("recover"),
        ("recover", "recover --out recovered.vaesession", "recover mine --out mine.vaesession"),
    ),
}
