"""What one does in this project every day, in one place: ``python scripts/task.py TASK``.

It needs nothing but Python and the test extra, on every system. Arguments after the name of a task
of one command go to that, as in ``python scripts/task.py test-fast -k legend``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PYTEST = (sys.executable, "-m", "pytest")
_RUFF = (sys.executable, "-m", "ruff")

# name: (what it does, the commands)
TASKS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "run": ("open the window", ((sys.executable, "-m", "vae_explorer"),)),
    "test-fast": (
        "the tests without those marked slow",
        ((*_PYTEST, "-q", "-m", "not slow"),),
    ),
    "test": ("all tests", (_PYTEST,)),
    "check": (
        "lint, format, types and the import contract",
        (
            (*_RUFF, "check", "."),
            (*_RUFF, "format", "--check", "."),
            (sys.executable, "-m", "mypy"),
            (
                sys.executable,
                "-c",
                "import sys; from importlinter.cli import lint_imports_command; "
                "sys.exit(lint_imports_command())",
            ),
        ),
    ),
    "translations": (
        "gather the window's sentences for the translator, and compile the translated ones",
        ((sys.executable, str(ROOT / "scripts" / "translations.py")),),
    ),
    "shots": (
        "pictures of the window and of every panel, for review",
        ((sys.executable, str(ROOT / "scripts" / "shots.py")),),
    ),
}


def main(arguments: list[str]) -> int:
    """Run a task and return its exit code; the first command that fails ends it."""
    if not arguments or arguments[0] not in TASKS:
        print("python scripts/task.py TASK [arguments of the tool]\n")
        for name, (what, _) in TASKS.items():
            print(f"  {name:<12} {what}")
        return 0 if arguments in ([], ["--help"], ["-h"]) else 2
    name, *rest = arguments
    environment = dict(os.environ)
    if name.startswith("test"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    commands = TASKS[name][1]
    for command in commands:
        more = rest if len(commands) == 1 else []
        code = subprocess.run([*command, *more], cwd=ROOT, env=environment, check=False).returncode
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
