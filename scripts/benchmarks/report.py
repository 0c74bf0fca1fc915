"""What a row of the table is, and how the table is printed and written."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

FRAME_MS = 1000 / 60


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing: their median and the middle half of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Sample:
        if len(values) < 2:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)


def paired_ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Return the median ratio of measurements that were made in turn.

    A machine that slows down for a while does so for both of a pair.
    """
    return statistics.median(a / b for a, b in zip(ours, reference, strict=True))


@dataclass(frozen=True)
class Goal:
    """A bound on a row's `ours` or `ratio`."""

    of: str  # "ours" or "ratio"
    at_least: bool
    bound: float

    def reached(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def text(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:g} {'x' if self.of == 'ratio' else unit}"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `ours` and `reference` are medians in `unit`; `ratio` is the one over the other, whichever way
    round the goal reads, and the median of the pairs' where both were measured in turn; `met` is
    None where the row only reports.
    """

    name: str
    unit: str
    ours: float
    spread: tuple[float, float]
    reference: float | None
    ratio: float | None
    goal: str
    met: bool | None
    note: str = ""


def row(
    name: str,
    unit: str,
    ours: Sample,
    reference: Sample | float | None = None,
    ratio: float | None = None,
    goal: Goal | None = None,
    note: str = "",
    *,
    provided: bool = True,
) -> Row:
    """Build a row; a goal counts as met only if `provided` holds as well."""
    met = None
    if goal is not None:
        value = ours.median if goal.of == "ours" else ratio
        met = provided and value is not None and goal.reached(value)
    return Row(
        name,
        unit,
        ours.median,
        (ours.low, ours.high),
        reference.median if isinstance(reference, Sample) else reference,
        ratio,
        goal.text(unit) if goal is not None else "report",
        met,
        note,
    )


_TITLES = ("row", "ours", "spread", "reference", "unit", "ratio", "goal", "met", "note")
_RIGHT = {"ours", "spread", "reference", "ratio"}


def table(rows: Sequence[Row]) -> str:
    """Return the rows as aligned text."""
    lines = [_TITLES, *(_cells(line) for line in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_TITLES))]
    aligned = [
        "  ".join(
            cell.rjust(width) if title in _RIGHT else cell.ljust(width)
            for cell, width, title in zip(line, widths, _TITLES, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([aligned[0], "-" * max(map(len, aligned)), *aligned[1:]])


def summary(rows: Sequence[Row]) -> str:
    """Return how many goals were met, and by how much the others were missed."""
    judged = [line for line in rows if line.met is not None]
    missed = [line for line in judged if not line.met]
    text = f"{len(judged) - len(missed)} of {len(judged)} goals met"
    return text + (f"; missed: {', '.join(line.name for line in missed)}" if missed else "")


def _cells(line: Row) -> tuple[str, ...]:
    low, high = line.spread
    return (
        line.name,
        _number(line.ours),
        f"{_number(low)}–{_number(high)}",
        "" if line.reference is None else _number(line.reference),
        line.unit,
        "" if line.ratio is None else f"{line.ratio:.2f}",
        line.goal,
        {True: "yes", False: "NO", None: ""}[line.met],
        line.note,
    )


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def write_json(path: Path, rows: Sequence[Row], about: dict[str, Any]) -> None:
    """Write the rows and what they were measured on."""
    value = {**about, "rows": [asdict(line) for line in rows]}
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def about(mode: str, data: str) -> dict[str, Any]:
    """Return when, where and with what the table was made."""
    packages = ("torch", "torchvision", "numpy", "PySide6-Essentials", "pyqtgraph")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "mode": mode,
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "window": qt_platform(),
        "data": data,
    }


def qt_platform() -> str:
    """Return the platform plugin that windows are measured on."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"]
    displays = ("DISPLAY", "WAYLAND_DISPLAY")
    if platform.system() == "Linux" and not any(os.environ.get(name) for name in displays):
        return "offscreen"
    return "the desktop's"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
