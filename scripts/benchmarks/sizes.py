"""How much of everything each mode measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Extents of the measurements.

    Attributes
    ----------
    train, test
        Digits taken of the data set.
    passes
        Repetitions of the training rows' comparison: of each, three epochs.
    repeats
        Repetitions of short measurements.
    rounds, moves
        Drags with the mouse, and how many moves each has.
    seconds
        How long each rate of training is measured.
    settled
        The epoch from which on training in the window is measured.
    starts
        How often the program is started.
    dots
        Sizes of the scatter.
    growth
        The smallest of four sizes, each twice the one before.
    matmul
        Side of the square matrices whose product is the machine's peak.
    stack
        What the program's own start is held against.
    marks
        Seconds after Train at which the run is measured.
    first
        Seconds in which `first_plane` is looked for.
    motions
        How often a run is started to see the first dot move.
    reach
        −ELBO to reach, and the most epochs that the plain loop may take for it.
    """

    train: int = 60_000
    test: int = 10_000
    passes: int = 1
    repeats: int = 9
    rounds: int = 2
    moves: int = 300
    seconds: float = 4.0
    settled: float = 1.0
    starts: int = 3
    dots: tuple[int, ...] = (10_000, 70_000, 1_000_000)
    growth: int = 7_500
    matmul: int = 2048
    stack: str = "torch, torchvision, PySide6.QtWidgets, pyqtgraph"
    marks: tuple[int, ...] = (5, 10, 20, 40, 80)
    first: float = 16.0
    motions: int = 5
    reach: tuple[float, int] = (140.9, 40)


SIZES = {
    "quick": Sizes(
        train=20_000,
        rounds=1,
        moves=600,
        seconds=3.0,
        repeats=5,
        starts=2,
        growth=4_000,
        marks=(5, 10),
        motions=2,
    ),
    "full": Sizes(passes=2, repeats=25, rounds=5, moves=600, seconds=5.0, starts=7),
    "smoke": Sizes(
        train=256,
        test=128,
        repeats=2,
        rounds=1,
        moves=6,
        seconds=0.2,
        settled=0.0,
        starts=1,
        dots=(100, 200),
        growth=16,
        matmul=64,
        stack="PySide6.QtCore",
        marks=(1,),
        first=1.0,
        motions=1,
        reach=(1000.0, 1),
    ),
}
