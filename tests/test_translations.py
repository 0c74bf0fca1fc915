"""Every sentence of the window can be said in another language, and is."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "resources" / "languages"
CHINESE = CATALOGUES / "vae_explorer_zh.ts"

# Two words, at least: a sentence, or a part of one.
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
# What nobody at the window reads.
UNSEEN = (
    *("commands/", "cli.py", "preflight.py", "logs.py", "core/language.py"),
    "core/recording/",  # speaks in other people's training scripts
    "session/report.py",  # is read by those who mend, like the log that it quotes
)
# Errors of programming, and what goes to the log.
UNSEEN_CALLS = re.compile(
    r"(ValueError|TypeError|KeyError|RuntimeError|AssertionError|NotImplementedError"
    r"|_?log\.\w+|log|tr|marked|deprecated|warn|setStyleSheet|compile|setObjectName)$"
)


class Entry(NamedTuple):
    source: str
    note: str
    text: str
    finished: bool


def entries(catalogue: Path) -> list[Entry]:
    found = []
    for message in ET.parse(catalogue).getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        found.append(
            Entry(
                message.findtext("source") or "",
                message.findtext("comment") or "",
                translation.text or "",
                translation.get("type") is None,
            )
        )
    return found


def test_no_sentence_is_missing_and_the_compiled_catalogue_is_of_today() -> None:
    if shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("lupdate is not beside this Python")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "translations.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_sentence_is_translated() -> None:
    found = entries(CHINESE)
    assert len(found) > 1000
    assert [e.source for e in found if not e.finished or not e.text] == []


def test_a_translation_has_the_same_values_and_keys() -> None:
    slots = re.compile(r"\{[^{}]*\}")
    for entry in entries(CHINESE):
        assert sorted(slots.findall(entry.text)) == sorted(slots.findall(entry.source)), entry
        mnemonic = re.compile(r"&[A-Za-z]")
        assert bool(mnemonic.search(entry.text)) == bool(mnemonic.search(entry.source)), entry
        assert entry.text.endswith("…") == entry.source.endswith("…"), entry


def test_a_translation_is_written_as_chinese_is() -> None:
    for entry in entries(CHINESE):
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", entry.text), entry
        assert not re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", entry.text), entry
        assert not re.search(r"[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\u4e00-\u9fff]", entry.text), entry


def glossary() -> Iterator[tuple[str, list[str]]]:
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 2 and not set(cells[0]) <= {"-", " "} and cells[0] != "English":
            yield cells[0], [word.strip() for word in cells[1].split(",")]


# Where a word is no term.
OTHERWISE = {
    "mean": ("did you mean", "axes mean"),
    "digit": ("very many digits",),
    "experiment": ("vae-explorer experiments",),
    "epoch": ("'epoch'",),
}


@pytest.mark.slow
def test_terms_are_translated_as_the_glossary_says() -> None:
    terms = dict(glossary())
    assert len(terms) > 60
    wrong = []
    for entry in entries(CHINESE):
        words = re.sub(r"\{[^{}]*\}", "", entry.source.replace("&", "")).lower()
        for term, chinese in terms.items():
            if any(other in words for other in OTHERWISE.get(term, ())):
                continue
            used = re.search(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])", words, re.IGNORECASE)
            within = any(
                other != term and term in other and re.search(re.escape(other), words, re.I)
                for other in terms
            )
            if used and not within and not any(word in entry.text for word in chinese):
                wrong.append((term, entry.source, entry.text))
    assert wrong == []


def sentences_outside_tr(source: str) -> list[tuple[int, str]]:
    """Return the texts of two words or more that no translator would see, with their lines."""
    tree = ast.parse(source)
    above: dict[ast.AST, ast.AST] = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            above[child] = node
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if not PROSE.search(node.value):
            continue
        at: ast.AST = node
        while at in above:
            at = above[at]
            if isinstance(at, ast.Expr) and at.value is node:
                break  # a docstring
            if isinstance(at, ast.Assert):
                break
            if isinstance(at, ast.Call):
                name = ast.unparse(at.func)
                if UNSEEN_CALLS.search(name) and not name.startswith("self."):
                    break
        else:
            found.append((node.lineno, node.value))
    return found


def test_the_search_for_sentences_finds_them() -> None:
    source = '''"""A docstring of words."""
label.setText("Two words")
label.setText(tr("Two words"))
TABLE = {"a": marked("Two words"), "b": "Other words"}
raise UserError(f"{path} is no file.")
raise ValueError("no such thing")
'''
    assert [line for line, _ in sentences_outside_tr(source)] == [2, 4, 5]


# Texts of two words that are no sentences: names, topics of messages, what other programs say or
# read, and fonts.
NO_SENTENCES: dict[str, tuple[str, ...]] = {
    "app.py": ("connection broke", "experienced a fatal error", "VAE Explorer"),
    "core/data/offline.py": ("vae-explorer offline digits",),
    "core/data/torchvision_sets.py": ("Ankle boot",),
    "core/objective/squared_error.py": ("squared error",),  # a scale, by which axes are shared
    "core/film/mp4.py": ("python -m pip install",),
    "core/film/storyboard.py": ("# A film of a training: vae-explorer film FILE",),
    "core/film/typeface.py": ("Hiragino Sans GB.ttc",),
    "session/availability.py": ("data set missing",),
    "session/experiment_files.py": ("experiment file",),
    "session/films.py": ("film preview",),
    "session/shortest_ways.py": ("shortest way",),
    "views/curves/drawing.py": ("Noto Sans",),
    "views/panels/digit_panel.py": ("digit panel",),
    "views/style/theme.py": ("DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Noto Sans"),
    "views/window/action_states.py": ("VAE Explorer",),
    "views/window/help_menu.py": ("VAE Explorer",),
}
MARKUP = re.compile(r"</?\w+|px solid|[\w-]+=[\"']")  # what Qt and SVG read


@pytest.mark.slow
def test_no_sentence_escapes_the_translator() -> None:
    package = ROOT / "vae_explorer"
    escaped = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.startswith(UNSEEN) or name.endswith("__init__.py"):
            continue
        for line, text in sentences_outside_tr(path.read_text(encoding="utf-8")):
            known = NO_SENTENCES.get(name, ())
            if not MARKUP.search(text) and not any(words in text for words in known):
                escaped.append(f"{name}:{line}: {text}")
    assert escaped == []
