"""What stands in a list that has nothing in it: that there is nothing, and why that is well."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QVBoxLayout


class EmptyWords(QLabel):
    """Over the middle of a view while its model has no rows."""

    def __init__(self, view: QAbstractItemView, words: str) -> None:
        super().__init__(words, view.viewport())
        self._view = view
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "quiet")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(view.viewport())
        column.addWidget(self)
        model = view.model()
        model.modelReset.connect(self._follow)
        model.rowsInserted.connect(self._follow)
        model.rowsRemoved.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setVisible(not self._view.model().rowCount())
