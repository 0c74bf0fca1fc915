"""The menu of a place in the plot: what can be pinned there, and where the handle should go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMenu

from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import tr

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot


def open_menu(plot: LatentPlot, at: QPointF | None, corner: QPoint) -> None:
    """Open the menu of a pixel of the view, or of the handle, at a point of the screen."""
    menu = menu_of(plot, at if at is not None else plot.handle.at(plot.plane))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(corner)


def menu_of(plot: LatentPlot, at: QPointF) -> QMenu:
    """Return the menu of a pixel of the view."""
    z1, z2 = plot.plane.to_plane(at.x(), at.y())
    row, pinned = plot.dot_at(at), plot.pins.pin_at(plot.plane, at, plot.scale)
    decimals, pin = plot.plane.decimals, plot.pin_wanted.emit
    menu = QMenu(plot)
    menu.setAccessibleName(tr("What can be done at this place"))
    plot.path_hand.fill(menu, at)
    if pinned is not None:
        menu.addAction(
            tr("Remove the pin {name}", name=_plain(pinned.name)),
            partial(plot.unpin_wanted.emit, pinned.id),
        )
    if row is not None and (pinned is None or pinned.row != row):
        what = digit_or_image(plot.name_of(row))
        menu.addAction(tr("Pin this {what}", what=_plain(what)), partial(pin, z1, z2, row))
    place = f"{number(z1, decimals)}, {number(z2, decimals)}"
    menu.addAction(tr("Pin this place ({place})", place=place), partial(pin, z1, z2, None))
    menu.addAction(tr("Pin the handle’s place") + "\tP", partial(pin, *plot.cursor_place, None))
    menu.addSeparator()
    menu.addAction(tr("Move the handle here"), partial(plot.put_handle, z1, z2))
    menu.addAction(tr("Centre the view on the handle") + "\tC", plot.centre_on_handle)
    menu.addAction(tr("Show all") + "\tHome", plot.show_all)
    return menu


def digit_or_image(name: str) -> str:
    """Return what a dot is, as one says it: ``digit (a 4)``, ``digit (an 8)``, ``image (Coat)``."""
    if not name.isdigit():
        return tr("image ({name})", name=name)
    if name.startswith("8"):
        return tr("digit (an {name})", name=name)
    return tr("digit (a {name})", name=name)


def _plain(text: str) -> str:
    """Keep an ampersand from being taken for a mnemonic."""
    return text.replace("&", "&&")
