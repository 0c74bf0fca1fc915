"""MNIST and its two relatives of the same shape, in torchvision's folder layout.

Torchvision knows the mirrors and the checksums. It is imported when these are needed and not to
read, since that takes a second and, with PyTorch's compiler, which it imports too, 200 MB.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_explorer.core.data.base import (
    DATA_ROOT_VARIABLE,
    CancelCallback,
    LabelledImages,
    ProgressCallback,
    Split,
    never,
)
from vae_explorer.core.data.idx import (
    file_problem,
    idx_problem,
    is_packed,
    is_sound,
    read_idx,
    unpacked,
)
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

IMAGE_FILES: dict[Split, str] = {
    "train": "train-images-idx3-ubyte",
    "test": "t10k-images-idx3-ubyte",
}
LABEL_FILES: dict[Split, str] = {
    "train": "train-labels-idx1-ubyte",
    "test": "t10k-labels-idx1-ubyte",
}
_BYTES = {  # of all three sets, unpacked: header, and 784 or 1 a digit
    IMAGE_FILES["train"]: 16 + 60_000 * 784,
    IMAGE_FILES["test"]: 16 + 10_000 * 784,
    LABEL_FILES["train"]: 8 + 60_000,
    LABEL_FILES["test"]: 8 + 10_000,
}


@dataclass(frozen=True)
class TorchvisionSet:
    """A data set of ``torchvision.datasets``, read from ``<root>/<class_name>/raw``.

    Each of its four files may be there as it is or with ``.gz`` behind its name.

    Parameters
    ----------
    key, title, class_names
        See `DataSet`.
    torchvision_name
        Name of the class in ``torchvision.datasets``, which is the folder's name too.
    shape
        Of its images.
    """

    key: str
    title: str
    class_names: tuple[str, ...]
    torchvision_name: str
    shape: ImageShape = DIGIT_SHAPE

    @property
    def can_download(self) -> bool:
        """Always: the mirrors are public."""
        return True

    def folder(self, root: Path) -> Path:
        """Return the folder that holds the four files."""
        return root / self.torchvision_name / "raw"

    def is_available(self, root: Path) -> bool:
        """Whether all four files are there, each as long as its header says."""
        paths = [
            _find(self.folder(root), name)
            for name in (*IMAGE_FILES.values(), *LABEL_FILES.values())
        ]
        return all(path is not None and is_sound(path) for path in paths)

    def problem(self, root: Path) -> str | None:
        """Say which file is damaged; None if none is, also where there are none."""
        for name in (*IMAGE_FILES.values(), *LABEL_FILES.values()):
            path = _find(self.folder(root), name)
            if path is not None and (what := file_problem(path)) is not None:
                return tr(
                    "{title} is damaged: its file {file} {what}.",
                    title=self.title,
                    file=path.name,
                    what=what,
                )
        return None

    def load(
        self,
        root: Path,
        split: Split,
        seed: int = 0,  # noqa: ARG002
        cancelled: CancelCallback = never,  # noqa: ARG002
    ) -> LabelledImages:
        """Return one split, in the order of the files. See `DataSet.load`."""
        folder = self.folder(root)
        images_path = _find(folder, IMAGE_FILES[split])
        labels_path = _find(folder, LABEL_FILES[split])
        if images_path is None or labels_path is None:
            raise self._missing(folder, split)
        images = self._read(images_path, dimensions=3)
        labels = self._read(labels_path, dimensions=1)
        if len(images) != len(labels):
            problem = tr(
                "holds {labels} labels for {images} images", labels=len(labels), images=len(images)
            )
            raise self._damaged(labels_path, problem)
        if labels.max() >= len(self.class_names):
            problem = tr(
                "holds the label {label}, but there are {classes} classes",
                label=labels.max(),
                classes=len(self.class_names),
            )
            raise self._damaged(labels_path, problem)
        return LabelledImages(images[:, None], labels, self.class_names)

    def download(self, root: Path, progress: ProgressCallback, cancelled: CancelCallback) -> None:
        """Fetch those of the four files that are missing or damaged. See `DataSet.download`."""
        from vae_explorer.core.data.download import download_files, md5_of
        from vae_explorer.core.data.mirrors import RemoteFile

        source: Any = getattr(import_torchvision().datasets, self.torchvision_name)
        folder = self.folder(root)
        wanted = []
        for name, md5 in source.resources:
            path = _find(folder, name.removesuffix(".gz"))
            if path is None or not (md5_of(path) == md5 if is_packed(path) else is_sound(path)):
                wanted.append(RemoteFile(name, md5, _BYTES[name.removesuffix(".gz")]))
        download_files(self.title, wanted, source.mirrors, folder, progress, cancelled)

    def _read(self, path: Path, dimensions: int) -> NDArray[np.uint8]:
        try:
            with unpacked(path) as plain:
                if problem := idx_problem(plain, dimensions):
                    raise self._damaged(path, problem)
                return read_idx(plain, dimensions)
        except (OSError, EOFError, zlib.error) as error:
            raise self._damaged(path, tr("cannot be read ({error})", error=error)) from error

    def _missing(self, folder: Path, split: Split) -> UserError:
        names = [IMAGE_FILES[split], LABEL_FILES[split]]
        missing = tr(" and ").join(name for name in names if _find(folder, name) is None)
        return UserError(
            tr(
                "{title} is not complete in {folder}: {files} missing.",
                title=self.title,
                folder=folder,
                files=missing,
            ),
            tr(
                "Download {title}, put its four files there by hand (.gz or unpacked), or "
                "name the folder that holds {name}/raw with --data-dir or {variable}.",
                title=self.title,
                name=self.torchvision_name,
                variable=DATA_ROOT_VARIABLE,
            ),
        )

    def _damaged(self, path: Path, problem: str) -> UserError:
        return UserError(
            tr("The {title} file {path} {problem}.", title=self.title, path=path, problem=problem),
            tr(
                "Delete it and download {title} again, or put the right file in its place.",
                title=self.title,
            ),
        )


def _find(folder: Path, name: str) -> Path | None:
    candidates = (folder / name, folder / f"{name}.gz")
    # Not Path.is_file(), which raises where the folder may not be entered.
    return next((path for path in candidates if os.path.isfile(path)), None)


# The operators for which some version of torchvision registers a fake kernel at import.
_OPERATORS_AT_IMPORT = frozenset({"nms", "qnms"})
_MISSING_OPERATOR = re.compile(r"operator torchvision::(\w+) does not exist")
_import_lock = threading.Lock()
_stand_ins: list[Any] = []


def import_torchvision() -> ModuleType:
    """Import torchvision, even beside a torch that its compiled operators do not fit.

    A CPU-only torch beside the registry's torchvision fails to load torchvision's C++ library, and
    then ``import torchvision`` raises ``RuntimeError: operator torchvision::nms does not exist``
    (pytorch/vision#9085). No operator is needed here, so those that it asks for are declared
    without a kernel; calling one still raises torchvision's own error. Nothing is declared as long
    as the plain import works.

    Raises
    ------
    UserError
        If torchvision is not installed or does not fit torch in another way.
    """
    with _import_lock:
        declared: set[str] = set()
        while True:
            try:
                return importlib.import_module("torchvision")
            except (ImportError, RuntimeError, AttributeError, OSError) as error:
                for module in [name for name in sys.modules if name.startswith("torchvision.")]:
                    del sys.modules[module]  # half of them would stay in the next attempt's way
                match = _MISSING_OPERATOR.search(str(error))
                if match is None or match[1] in declared:
                    raise _not_importable(error) from error
                # All that are known at once: each attempt costs time and registers kernels anew.
                for operator in ({match[1]} | _OPERATORS_AT_IMPORT) - declared:
                    _declare_operator(operator)
                    declared.add(operator)


def _declare_operator(name: str) -> None:
    import torch

    if hasattr(torch.ops.torchvision, name):
        return
    fragment: Any = torch.library.Library  # not annotated in every version
    library = fragment("torchvision", "FRAGMENT")
    library.define(f"{name}(...) -> ...")
    _stand_ins.append(library)  # a declaration goes when its library is collected


def _not_importable(error: Exception) -> UserError:
    if isinstance(error, ModuleNotFoundError) and error.name == "torchvision":
        return UserError(
            tr("torchvision is not installed."),
            tr("Install it with: python -m pip install torchvision"),
        )
    return UserError(
        tr(
            "torchvision does not fit the installed torch ({kind}: {error}).",
            kind=type(error).__name__,
            error=error,
        ),
        tr(
            "Install both from one place: python -m pip install --force-reinstall torch torchvision"
        ),
        details=repr(error),
    )


MNIST = TorchvisionSet(
    key="mnist",
    title="MNIST",
    class_names=tuple("0123456789"),
    torchvision_name="MNIST",
)

FASHION_MNIST = TorchvisionSet(
    key="fashion-mnist",
    title="FashionMNIST",
    class_names=(
        "T-shirt",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    torchvision_name="FashionMNIST",
)

KMNIST = TorchvisionSet(
    key="kmnist",
    title="KMNIST",
    class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    torchvision_name="KMNIST",
)
