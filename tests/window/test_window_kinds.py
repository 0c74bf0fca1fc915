"""Models that are not a VAE, chosen in the form and looked at in the window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gui_kit import TINY, click, handle, key
from PySide6.QtCore import QPoint, Qt

from vae_explorer.session.state import RunState
from vae_explorer.views.latent.layers.notes import NoteLayer


@pytest.fixture
def choose_regime(explorer):
    """Return a function that chooses in the form, by its keyboard."""

    def choose(name: str) -> None:
        explorer.window.training.set_config(replace(TINY, epochs=2))
        explorer.window.training.set_expanded_sections(["objective"])
        field = explorer.control("Regime")
        field.setFocus(Qt.FocusReason.TabFocusReason)
        key(field, Qt.Key.Key_Home)
        for _ in range(field.count()):
            if field.currentData() == name:
                return
            key(field, Qt.Key.Key_Down)
        pytest.fail(f"{name} is not among the regimes")

    return choose


def decoded_at_a_click(explorer) -> None:
    """Click beside the handle, and find what the run that is shown decodes there."""
    at = handle(explorer.plot) + QPoint(-60, 50)
    explorer.images.clear()
    click(explorer.plot, at)
    place = explorer.plot.cursor_place
    expected = explorer.snapshot.decode(np.array([place], np.float32))[0]
    np.testing.assert_array_equal(explorer.images[-1], expected)


def test_a_gan_is_trained_and_probed_and_says_what_it_lacks(explorer, choose_regime) -> None:
    choose_regime("adversarial")
    explorer.press_button("Train")
    explorer.wait_for(RunState.FINISHED)
    assert explorer.snapshot.config.regime == "adversarial"
    decoded_at_a_click(explorer)
    assert "no encoder" in explorer.plot.stack.layer(NoteLayer).text
    titles = [plot.quantity.title for plot in explorer.panel("curves")._area.chosen]
    assert titles == ["Squared error", "Decoder's loss", "Discriminator's loss"]
    # Of a VAE there is again what was chosen.
    vae = explorer.desk.workspace.runs[0]
    explorer.desk.workspace.look_at(vae.id)
    titles = [plot.quantity.title for plot in explorer.panel("curves")._area.chosen]
    assert titles == ["−ELBO", "Reconstruction", "KL"]


def test_pca_is_solved_and_probed_and_leaves_the_form_free(explorer, choose_regime) -> None:
    choose_regime("pca")
    explorer.press_button("Train")
    explorer.wait_until(
        lambda: explorer.snapshot.config.regime == "pca" and explorer.snapshot.step == 1
    )
    explorer.wait_for(RunState.STOPPED)
    decoded_at_a_click(explorer)
    button = explorer.button("Train")
    assert button is not None
    assert button.isEnabled()
    assert explorer.control("Regime").isEnabled()
