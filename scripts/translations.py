"""Gather the sentences of the program for a translator, and compile what is translated.

    python scripts/translations.py            # lupdate, then lrelease, for every language
    python scripts/translations.py --check    # exit 1 if a sentence is missing or has changed

`resources/languages` has a ``.ts`` for each language, which Qt Linguist opens, and the ``.qm`` that
the window loads. The words of the trade are in docs/glossary.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "resources" / "languages"
# Qt's name of what marks a text that is translated where it is shown, and ours.
_ALIAS = "QT_TR_NOOP+=marked"


def gather(catalogue: Path) -> None:
    """Bring a ``.ts`` up to date: new sentences are unfinished, those that are gone are dropped."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "vae_explorer").rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "sources.lst"
        listed.write_text("\n".join(sources), encoding="utf-8")
        _run(
            "lupdate",
            *("-silent", "-no-obsolete", "-locations", "none", "-tr-function-alias", _ALIAS),
            *(f"@{listed}", "-ts", str(catalogue)),
        )


def compile_catalogue(catalogue: Path, to: Path) -> None:
    """Write the ``.qm`` of a ``.ts``."""
    _run("lrelease", "-silent", str(catalogue), "-qm", str(to))


def _run(tool: str, *arguments: str) -> None:
    name = f"pyside6-{tool}"
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not there: it comes with PySide6.")
    subprocess.run([found, *arguments], cwd=ROOT, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if it would")
    check = parser.parse_args().check
    stale = False
    with tempfile.TemporaryDirectory() as folder:
        for catalogue in sorted(LANGUAGES.glob("*.ts")):
            ts = Path(shutil.copy(catalogue, folder))
            qm = ts.with_suffix(".qm")
            gather(ts)
            compile_catalogue(ts, qm)
            unfinished = ts.read_text(encoding="utf-8").count('type="unfinished"')
            if unfinished:
                print(f"{catalogue.name}: {unfinished} sentences wait for a translation")
            for new in (ts, qm):
                old = catalogue.with_suffix(new.suffix)
                if not old.exists() or old.read_bytes() != new.read_bytes():
                    stale = True
                    print(f"{old.name} {'is stale' if check else 'is renewed'}")
                    if not check:
                        shutil.copy(new, old)
            stale = stale or unfinished > 0
    return int(check and stale)


if __name__ == "__main__":
    sys.exit(main())
