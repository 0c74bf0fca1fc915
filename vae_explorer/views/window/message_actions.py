"""What the buttons of a message do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from vae_explorer.session.desk import Desk
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.widgets.message_bar import MessageBar


class MessageActions(QObject):
    """Acts on keys such as ``"download:mnist"``; others have their own listeners."""

    def __init__(
        self, messages: MessageBar, desk: Desk, training: TrainingPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messages, self._desk, self._training = messages, desk, training
        messages.action_triggered.connect(self._act)

    @Slot(str)
    def _act(self, key: str) -> None:
        self._messages.dismiss()
        verb, _, what = key.partition(":")
        if verb == "download":
            self._desk.download(what)
        elif verb == "train":
            self._train_on(what)
        elif verb == "show":
            self._desk.workspace.look_at(int(what))

    def _train_on(self, dataset: str) -> None:
        """Begin a run on a data set that has come, with the settings of the form."""
        config = replace(self._training.config(), dataset=dataset)
        if self._training.problems():
            self._training.choose_dataset(dataset)
            self._training.toggle()  # which says why it cannot
        else:
            self._desk.training.train(config)
