"""Chinese beside English: the catalogue in resources/translations, compiled at set-up."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

_CATALOGUES = Path(__file__).parent.parent / "resources" / "translations"


def install_translation(application: QApplication, language: str) -> bool:
    """Use `language` ("zh_CN", "zh", "en" …) where a catalogue exists; English needs none."""
    if not language.lower().startswith("zh"):
        return False
    own = QTranslator(application)
    if not own.load(str(_CATALOGUES / "zh_CN.qm")):
        return False
    application.installTranslator(own)
    qt = QTranslator(application)
    if qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt)
    return True


def marked(context: str, text: str) -> str:  # noqa: ARG001 - read by packaging/translations.py
    """A text of a table that is translated where it is shown: puts it into the catalogue under `context`."""
    return text
