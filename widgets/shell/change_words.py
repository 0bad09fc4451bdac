"""Why a change of cameras or scenes was not kept, whoever keeps them: a file of the seat, or the hub."""

from PySide6.QtCore import QCoreApplication

from app.link.hub_wire import HubRefusedError
from app.services.documents import NotSavedError
from widgets.incidents.refused_words import refused_words
from widgets.shell.problem_words import problem_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChangeWords", text)


def change_words(error: Exception) -> str:
    """For what `app.services.changes.Done` is told."""
    if isinstance(error, NotSavedError):
        return problem_words(error.problem)
    if isinstance(error, HubRefusedError):
        return _tr("Not saved.") + " " + refused_words(error)
    return _tr("The hub did not answer. If the change did arrive, the list shows it when the link is back.")
