"""The settings of a run as options of the command line."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Callable
from typing import Any

from vae_explorer.commands.arguments import widths
from vae_explorer.core.architecture import (
    DEFAULT_PRESET,
    PRESET,
    PRESETS,
    Architecture,
    usual_widths,
)
from vae_explorer.core.config import RunConfig
from vae_explorer.core.settings import GROUPS, Choice, Flag, Real, Setting, Whole, Widths

# What argparse has to know of each kind of setting.
_KINDS: dict[type[Setting], Callable[[Any], dict[str, Any]]] = {
    Choice: lambda choice: {"choices": tuple(choice.choices), "metavar": "NAME"},
    Real: lambda _: {"type": float, "metavar": "X"},
    Whole: lambda _: {"type": int, "metavar": "N"},
    Flag: lambda _: {"action": BooleanOptionalAction},
    Widths: lambda _: {"type": widths, "metavar": "N,N"},
}


def add_settings(parser: ArgumentParser, kind: type[RunConfig] = RunConfig) -> None:
    """Declare an option for each setting of a configuration, and --preset.

    Parameters
    ----------
    parser
        Where to.
    kind
        Class of the configuration.
    """
    groups = {key: parser.add_argument_group(title.lower()) for key, title in GROUPS.items()}
    groups["network"].add_argument(
        "--preset",
        choices=tuple(PRESETS),
        metavar="NAME",
        help=f"{PRESET.tip} One of {', '.join(PRESETS)} (default: {DEFAULT_PRESET})",
    )
    of_the_preset = Architecture.settings()
    for name, setting in kind.settings().items():
        default = f"{setting.default:g}" if isinstance(setting, Real) else f"{setting.default}"
        if name in of_the_preset:
            default = "the preset's"
        keys = f" One of {', '.join(setting.choices)}" if isinstance(setting, Choice) else ""
        tip = setting.tip if keys else setting.tip.removesuffix(".")
        groups[setting.group].add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            default=None,
            help=f"{tip}{keys} (default: {default})".replace("%", "%%"),  # argparse formats it
            **_KINDS[type(setting)](setting),
        )


def given_settings(arguments: Namespace, kind: type[RunConfig] = RunConfig) -> dict[str, Any]:
    """Return the settings for which there is an option on this command line."""
    return {
        name: value
        for name in kind.settings()
        if (value := getattr(arguments, name, None)) is not None
    }


def configuration(arguments: Namespace, kind: type[RunConfig] = RunConfig) -> RunConfig:
    """Return the run that the options of `add_settings` describe.

    Raises
    ------
    UserError
        When a value is out of range.
    """
    given = given_settings(arguments, kind)
    architecture = PRESETS[arguments.preset or DEFAULT_PRESET].architecture
    wanted = given.get("kind", architecture.kind)
    if wanted != architecture.kind:
        given.setdefault("widths", usual_widths(wanted))
    return kind(architecture=architecture).changed(**given).validated()
