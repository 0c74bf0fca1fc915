"""What tests of paths share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from desk_kit import TestDesk, settings_in
from file_kit import make_snapshot


def frames(count: int, side: int = 28) -> np.ndarray:
    levels = np.linspace(40, 240, count).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (count, 1, side, side)).copy()


def path_desk(tmp_path: Path) -> Iterator[TestDesk]:
    """Yield a desk that shows a model, and has begun to decode paths and to write pictures."""
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    desk.show(make_snapshot())
    desk.paths.begin()
    desk.pictures.begin()
    yield desk
    desk.shutdown()
