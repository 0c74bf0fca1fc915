"""What the help menu does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMessageBox, QWidget

from vae_explorer import __version__
from vae_explorer.core.language import tr
from vae_explorer.views.style.theme import Theme


def show_shortcuts(theme: Theme, shortcuts: Sequence[tuple[str, str]], window: QWidget) -> None:
    """List all keyboard shortcuts."""
    from vae_explorer.views.window.shortcuts_dialog import ShortcutsDialog

    dialog = ShortcutsDialog(theme, shortcuts, window)
    dialog.exec()
    dialog.deleteLater()


def show_about(window: QWidget) -> None:
    """Say which version this is."""
    about = tr(
        "Train, probe and decode a variational autoencoder with a two-dimensional latent space, "
        "live."
    )
    licence = tr("MIT licence.")
    QMessageBox.about(
        window,
        tr("About VAE Explorer"),
        f"<h3>VAE Explorer {__version__}</h3><p>{about}</p><p>{licence}</p>",
    )
