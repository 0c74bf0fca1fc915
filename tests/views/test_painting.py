"""An error while something is painted is told, and does not end the program."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# A painter that stays active ends the process: of a widget when that is resized, of a picture when
# that goes. The errors are kept, as the window's report keeps them, and their tracebacks with them.
_PROGRAM = """
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from vae_explorer.views.style.theme import LIGHT


def broken(*_args, **_options):
    raise RuntimeError("broken on purpose")


class Picture(QWidget):
    def __init__(self, draw):
        super().__init__()
        self._draw = draw

    def paintEvent(self, _event):
        self._draw()


told = []
app = QApplication([])
print_exception = sys.excepthook


def tell(kind, error, traceback):
    told.append(error)
    print_exception(kind, error, traceback)


sys.excepthook = tell
{broken_widget}
sides = [200, 300, 400]
painted = []


def step():
    painted.append(len(told))
    if sides:
        widget.resize(sides[0], sides.pop(0))
        widget.update()
        QTimer.singleShot(20, step)
    else:
        app.quit()


widget.show()
QTimer.singleShot(20, step)
app.exec()
assert all(now > before for before, now in zip(painted, painted[1:])), painted
assert all(str(error).endswith("broken on purpose") for error in told), told
told.clear()
widget.close()
print("alive")
"""

_BROKEN = {
    "strip": """
from vae_explorer.views.panels import strip_panel
from vae_explorer.views.widgets import image_rows
image_rows.paint_sentence = broken
widget = strip_panel.StripPanel(LIGHT)
""",
    "image": """
from vae_explorer.views.widgets import image_view
image_view.paint_sentence = broken
widget = image_view.ImageView(LIGHT)
""",
    "empty list of runs": """
from vae_explorer.views.panels import runs_list
from vae_explorer.views.panels.run_rows import RunsModel
runs_list.paint_sentence = broken
widget = runs_list.RunsList(LIGHT)
""",
    "status text": """
from vae_explorer.views.window import status
widget = status._Yielding("Ready")
widget.foregroundRole = broken
""",
    "combo box": """
from vae_explorer.views.widgets.form import ComboBox
widget = ComboBox()
widget.currentText = broken
""",
    "die": """
from vae_explorer.views.widgets import form
form.QRectF = broken
widget = Picture(lambda: form.die_icon(LIGHT))
""",
    "dot of the legend": """
from vae_explorer.views.latent import legend
legend.QColor = broken
widget = Picture(lambda: legend._dot_icon((0, 0, 0), LIGHT))
""",
    "icon": """
from vae_explorer.views.style import icons
icons.QRectF = broken
widget = Picture(lambda: icons._render(icons._renderer(icons.APP_ICON), 16))
""",
    "colour of an icon": """
from PySide6.QtGui import QPixmap
from vae_explorer.views.style import icons
icons.QColor = broken
widget = Picture(lambda: icons._tint(QPixmap(16, 16), "red"))
""",
    "curves to export": """
from vae_explorer.views.curves import export
export.QColor = broken
widget = Picture(lambda: export.picture(QWidget(), (), LIGHT))
""",
}


@pytest.mark.parametrize("what", _BROKEN)
@pytest.mark.slow
def test_an_error_in_painting_is_told_and_the_program_lives_on(what: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(broken_widget=_BROKEN[what])],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.returncode, run.stdout.strip()) == (0, "alive"), run.stderr
    assert "active painter" not in run.stderr, run.stderr
    assert "QPaintDevice" not in run.stderr, run.stderr
