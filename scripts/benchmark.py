"""Measure the program beside what one would do otherwise, and print a table.

    python scripts/benchmark.py --quick                 # under five minutes on two cores
    python scripts/benchmark.py --full --json FILE      # every row
    python scripts/benchmark.py --only drag_idle,memory

Both sides of a row run in turn within the same run; figures are medians, with the middle half of
the measurements as their spread, and a ratio is the median of those of the pairs. Each kind of work
is measured in a process of its own. MNIST is read from the folder that VAE_EXPLORER_DATA names;
generated digits stand in where it is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import Row, about, summary, table, write_json
from benchmarks.sizes import SIZES

NEEDED = ("vae_explorer", "torch", "torchvision", "PySide6", "pyqtgraph")
# Module below benchmarks/ -> the rows that it measures; a row's name may go on after these.
GROUPS = {
    "startup": ("startup_frame", "startup_ready"),
    "dragging": ("drag_idle", "drag_training", "training_kept", "mosaic"),
    "training": ("train_same", "train_default", "train_roofline"),
    "scatter": ("scatter_update", "scatter_pan"),
    "model_files": ("open_model", "save_model", "encode_10k"),
    "saving": ("save_session", "autosave_kept"),
    "memory": ("memory",),
    "growth": ("cost_of_growth",),
    "quality": ("time_to_quality",),
    "first_seconds": ("first_plane", "anytime", "first_motion"),
    "beside_load": ("beside_load",),
    "truth": ("hover_truth",),
    "time_machine": ("scrub", "seek", "frames_kept", "frames_memory"),
}
ONLY_FULL = ("quality",)
# As the table has them.
ORDER = (
    *GROUPS["training"],
    *GROUPS["quality"],
    *GROUPS["first_seconds"],
    *GROUPS["beside_load"],
    "drag_idle",
    "drag_training",
    "training_kept",
    *GROUPS["time_machine"],
    *GROUPS["truth"],
    *GROUPS["scatter"],
    "mosaic",
    *GROUPS["startup"],
    *GROUPS["model_files"],
    *GROUPS["saving"],
    *GROUPS["memory"],
    *GROUPS["growth"],
)


def main() -> int:
    arguments = _arguments()
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"benchmark.py: this Python has no {missing[0]}. "
            "Install the program first: python -m pip install -e .",
            file=sys.stderr,
        )
        return 2
    if arguments.group:
        write_json(arguments.json, _measure_here(arguments.group, arguments.mode), {})
        return 0
    rows: list[Row] = []
    failures = 0
    for group, names in GROUPS.items():
        wanted = [name for name in names if not arguments.only or name in arguments.only]
        if not wanted or (group in ONLY_FULL and arguments.mode == "quick" and not arguments.only):
            continue
        started = time.perf_counter()
        print(f"measuring {', '.join(wanted)} … ", end="", file=sys.stderr, flush=True)
        measure = _measure_here if arguments.mode == "smoke" else _measure_apart
        measured = measure(group, arguments.mode)
        failures += measured is None
        seconds = time.perf_counter() - started
        end = "failed" if measured is None else f"{seconds:.0f} s"
        print(end, file=sys.stderr)
        rows += [line for line in measured or () if _base(line.name) in wanted]
    rows.sort(key=lambda line: ORDER.index(_base(line.name)))
    facts = about(arguments.mode, _data_title())
    print(table(rows))
    print(f"\n{summary(rows)}.")
    print(
        f"{facts['machine']}; Python {facts['python']}, torch {facts['packages']['torch']}; "
        f"window: {facts['window']}; data: {facts['data']}; {facts['mode']}, {facts['date']}"
    )
    if arguments.json is not None:
        write_json(arguments.json, rows, facts)
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    for name, text in (
        ("quick", "under five minutes (the default)"),
        ("full", "all rows, measured more often"),
        ("smoke", "tiny sizes: shows that the script works, and nothing else"),
    ):
        mode.add_argument(f"--{name}", dest="mode", action="store_const", const=name, help=text)
    parser.add_argument("--only", type=_names, metavar="NAME[,NAME]", help=", ".join(ORDER))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table here too")
    parser.add_argument("--group", choices=GROUPS, help=argparse.SUPPRESS)
    parser.set_defaults(mode="quick")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = sorted(set(names) - set(ORDER))
    if unknown:
        raise argparse.ArgumentTypeError(f"no row is called {unknown[0]}; see --help")
    return names


def _base(name: str) -> str:
    """Return the row's name without its case: scatter_pan of ``scatter_pan 10,000``."""
    return name.split(" ")[0].rstrip(",")


def _measure_apart(group: str, mode: str) -> list[Row] | None:
    """Measure in a fresh process, so that no group finds the threads of another."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.json"
        command = [sys.executable, __file__, f"--{mode}", "--group", group, "--json", str(path)]
        if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
            return None
        values = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return [Row(**{**value, "spread": tuple(value["spread"])}) for value in values]


def _measure_here(group: str, mode: str) -> list[Row]:
    module = importlib.import_module(f"benchmarks.{group}")
    return list(module.measure(SIZES[mode]))


def _data_title() -> str:
    from benchmarks.data import dataset_key

    from vae_explorer.core.data import DATA_SETS

    return DATA_SETS[dataset_key()].title


if __name__ == "__main__":
    sys.exit(main())
