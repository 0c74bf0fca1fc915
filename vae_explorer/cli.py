"""The command line: what it takes, and what becomes of errors.

The first word decides: ``vae-explorer train`` is a command of `vae_explorer.commands`, anything
else opens the window. Nothing heavy is imported before the options are known to be right.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import re
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from vae_explorer import __version__
from vae_explorer.commands import COMMANDS, Command
from vae_explorer.commands.arguments import add_data, add_data_dir, add_model, seconds
from vae_explorer.commands.output import check_writable, discard_output
from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import LANGUAGES
from vae_explorer.options import THEMES, WindowOptions

PROGRAM = "vae-explorer"
USER_ERROR = 2
INTERRUPTED = 130  # as a shell reports a program that Ctrl-C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process if left out.

    Returns
    -------
    int
        Exit code: 0, 2 after one line on standard error for a user's mistake, or 130 on Ctrl-C.
        Any other exception is a bug and keeps its traceback.
    """
    _print_whatever_the_encoding()
    try:
        return _run(sys.argv[1:] if argv is None else list(argv))
    except SystemExit as stop:  # argparse has printed the help or the version
        return int(stop.code or 0)
    except UserError as error:
        _complain(str(error))
        return USER_ERROR
    except KeyboardInterrupt:
        if argv is None:
            # The process is about to end: a second Ctrl-C has nothing to add but a traceback.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        _complain("Interrupted.")
        return INTERRUPTED
    finally:
        _flush_output()


def _run(arguments: list[str]) -> int:
    arguments = _join_negative_values(arguments)
    if arguments and arguments[0] in _COMMANDS:
        name, *rest = arguments
        command = _COMMANDS[name]
        parser = _Parser(f"{PROGRAM} {name}", f"{command.summary.capitalize()}.", command.examples)
        command.add_arguments(parser)
        return _run_logged(name, command.run, parser.parse_intermixed_args(rest))
    if arguments:
        _check_command(arguments[0])
    return _run_logged("window", _open_window, _window_parser().parse_intermixed_args(arguments))


def _run_logged(name: str, run: Callable[[Namespace], int], arguments: Namespace) -> int:
    # Not before: whoever asks for help, or mistypes an option, has nothing to report.
    from vae_explorer.logs import logging_to_file

    with logging_to_file(debug=arguments.debug):
        log = logging.getLogger(__name__)
        log.info("%s %s: %s", PROGRAM, __version__, name)
        log.debug("%s on %s: %s", sys.version, sys.platform, vars(arguments))
        return run(arguments)


def _check_command(word: str) -> None:
    """Raise `UserError` for what looks more like a mistyped command than like a file."""
    if word.startswith("-") or Path(word).suffix or os.path.lexists(word):
        return
    from difflib import get_close_matches

    if near := get_close_matches(word, _COMMANDS, 1):
        raise UserError(f"There is no command {word}.", f"Did you mean {near[0]}?")


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def __init__(self, program: str, description: str, examples: Sequence[str]) -> None:
        lines = "\n".join(f"  {PROGRAM} {example}".rstrip() for example in examples)
        super().__init__(
            prog=program,
            description=description,
            epilog=f"examples:\n{lines}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.add_argument(
            "--debug", action="store_true", help="log more, and show the log in the terminal"
        )

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:].rstrip(".")
        raise UserError(f"{sentence}.", f"See {self.prog} --help.")


def _window_parser() -> _Parser:
    examples = (
        *("", "model.safetensors", "talk.vaesession"),
        *("--train --dataset offline", "train --help"),
    )
    commands = "\n".join(f"  {name:<11} {command.summary}" for name, command in _COMMANDS.items())
    parser = _Parser(
        PROGRAM,
        "Explore the two-dimensional latent space of a variational autoencoder in a window:\n"
        "drag a handle and watch a digit morph, train and watch the plane organise itself.\n\n"
        f"commands (each has its own --help):\n{commands}",
        examples,
    )
    parser.usage = f"{PROGRAM} [FILE] [options]\n       {PROGRAM} COMMAND [options]"
    add_model(parser)
    parser.add_argument("--train", action="store_true", help="start to train at once")
    parser.add_argument(
        "--autopilot", action="store_true", help="a show that goes on by itself, for a booth"
    )
    add_data(parser, "the window's own choice")
    _add_looks(parser)
    parser.add_argument("--seed", type=int, metavar="N", help="seed of the training run")
    parser.add_argument(
        "--screenshot", type=Path, metavar="PNG", help="save a picture of the window and quit"
    )
    parser.add_argument(
        "--after",
        type=seconds,
        metavar="SECONDS",
        help=f"when to take that picture (default: {WindowOptions.after:g})",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _add_looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--theme", choices=THEMES, help="(default: as the system's)")
    parser.add_argument(
        "--language",
        choices=tuple(LANGUAGES),
        help="what the window speaks (default: as its settings say, or the system's)",
    )


def _open_window(arguments: Namespace) -> int:
    is_other = arguments.model is not None and _is_no_model(arguments.model)
    options = WindowOptions(
        model=None if is_other else arguments.model,
        other=arguments.model if is_other else None,
        train=arguments.train,
        dataset=arguments.dataset,
        data_dir=arguments.data_dir,
        theme=arguments.theme,
        language=arguments.language,
        seed=arguments.seed,
        screenshot=arguments.screenshot,
        autopilot=arguments.autopilot,
        after=WindowOptions.after if arguments.after is None else arguments.after,
    )
    if options.seed is not None:
        RunConfig(seed=options.seed).validated()
    if options.screenshot is not None:
        check_writable(options.screenshot, (".png",))
    elif arguments.after is not None:
        raise UserError("--after says when to take a picture.", "Give --screenshot as well.")
    if arguments.model is not None:
        _check_model(arguments.model)
    return _show_window(options)


def _show_window(options: WindowOptions) -> int:
    """Open the window, and return the exit code once it is closed.

    Raises
    ------
    UserError
        When there is no display, or Qt cannot use it.
    """
    from vae_explorer.import_hook import without_import_hook
    from vae_explorer.preflight import check_display

    check_display()
    # Modules stay: to look through them for garbage again and again would take a tenth of the
    # start. Once the window is there it collects by itself.
    gc.disable()
    try:
        with without_import_hook():
            from vae_explorer.app import run_window
        return run_window(options)
    finally:
        gc.enable()


def _is_no_model(path: Path) -> bool:
    """Whether a file is an experiment, a tour, a picture, or a session in a file or a folder."""
    from vae_explorer.core.storage.own_pictures import is_picture
    from vae_explorer.core.storage.session_layout import looks_like_session

    return path.suffix.lower() == ".toml" or looks_like_session(path) or is_picture(path)


def _check_model(path: Path) -> None:
    if os.path.isdir(path) and not _is_no_model(path):
        raise UserError(f"{path} is a folder.", "Name a model file in it.")
    if os.path.lexists(path):
        return
    way_out = "Check the name and the folder."
    if str(path) in _COMMANDS:
        way_out = f"The command {path} goes first: {PROGRAM} {path} [options]."
    raise UserError(f"There is no file {path}.", way_out)


def _add_watch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="what train --history or vae_explorer.Recorder writes; it need not be there yet",
    )
    add_data_dir(parser)
    _add_looks(parser)


def _watch(arguments: Namespace) -> int:
    folder: Path = arguments.folder
    if os.path.isfile(folder):
        raise UserError(f"{folder} is a file.", f"Open it: {PROGRAM} {folder}")
    return _show_window(
        WindowOptions(
            watch=folder,
            data_dir=arguments.data_dir,
            theme=arguments.theme,
            language=arguments.language,
        )
    )


# Of the commands that one that opens the window: the others know nothing of Qt.
_COMMANDS = {
    **COMMANDS,
    "watch": Command(
        "open a window on runs that are trained elsewhere, and follow them",
        _add_watch_arguments,
        _watch,
        ("watch /mnt/server/my-run",),
    ),
}


def _join_negative_values(arguments: list[str]) -> list[str]:
    """Turn ``--z -1,0`` into ``--z=-1,0``, which argparse would take for an option."""
    joined: list[str] = []
    for argument in arguments:
        is_negative = re.match(r"-\.?\d", argument) is not None
        if is_negative and joined and re.fullmatch(r"--[\w-]+", joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _complain(text: str) -> None:
    print(f"{PROGRAM}: {' '.join(text.split())}", file=sys.stderr)


def _print_whatever_the_encoding() -> None:
    """Print a question mark where a terminal lacks the minus sign of −ELBO, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _flush_output() -> None:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


if __name__ == "__main__":
    sys.exit(main())
