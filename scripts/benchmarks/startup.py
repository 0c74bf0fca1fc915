"""From the start of the process to something on the screen: `startup_frame`, `startup_ready`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.children import bare_imports, child, report
from benchmarks.report import Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes


def measure(sizes: Sizes) -> Iterator[Row]:
    frames, readies, imports = [], [], []
    for turn in range(sizes.starts + 1):
        bare, ours = report(bare_imports(sizes.stack)), report(child("start"))
        if turn or sizes.starts == 1:  # the first fills the disk's cache
            imports.append(bare["ready"] - bare["started"])
            frames.append(ours["frame"] - ours["started"])
            readies.append(ours["ready"] - ours["started"])
        if sizes.starts == 1:
            break
    reference = Sample.of(imports)
    for name, values, bound in (("startup_frame", frames, 0.6), ("startup_ready", readies, 1.3)):
        sample, ratio = Sample.of(values), paired_ratio(values, imports)
        goal, note = Goal("ratio", False, bound), f"beside: import {sizes.stack}"
        yield row(name, "s", sample, reference, ratio, goal, note)
