"""Before anybody has logged in to a named hub there is nothing to see but this."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.link.mirror import LinkState, LinkStatus

_WIDTH = 380
# Codes of the hub that are answers to what was typed.
_WRONG_PASSWORD = "wrong-password"  # noqa: S105 a code
_TOO_MANY_TRIES = "too-many-tries"


class LoginPage(QWidget):
    """`submitted` carries login and password; the password leaves the field when the hub has taken it."""

    submitted = Signal(str, str)

    def __init__(self, hub_url: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.login = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(2 * self.fontMetrics().height())
        self.button = QPushButton(self.tr("Log in"))
        self.button.setDefault(True)
        self._submitting = False
        self._arrange(hub_url)
        self.button.clicked.connect(self._submit)
        self.password.returnPressed.connect(self._submit)
        self.login.returnPressed.connect(self.password.setFocus)

    def show_status(self, status: LinkStatus) -> None:
        """What the line to the hub is doing, in words."""
        if status.state is LinkState.REFUSED:
            asked_before, self._submitting = self._submitting, False
            self.words.setText(self._refusal(status.detail) if asked_before else self.tr("Log in to go on."))
            (self.password if self.login.text() else self.login).setFocus()
            self.password.selectAll()
        elif status.state is LinkState.LIVE:
            self._submitting = False
            self.password.clear()
            self.words.clear()
        elif status.state is LinkState.LOST:
            self.words.setText(self.tr("The hub does not answer. It is tried again by itself."))
        else:
            self.words.setText(self.tr("Waiting for the hub…"))
        self.button.setEnabled(status.state in (LinkState.REFUSED, LinkState.LOST))

    def _submit(self) -> None:
        if not self.login.text().strip() or not self.password.text():
            self.words.setText(self.tr("Type your name and your password."))
            return
        self._submitting = True
        self.words.setText(self.tr("Logging in…"))
        self.submitted.emit(self.login.text().strip(), self.password.text())

    def _refusal(self, code: str) -> str:
        if code == _WRONG_PASSWORD:
            return self.tr("The name or the password is wrong.")
        if code == _TOO_MANY_TRIES:
            return self.tr("Too many wrong passwords. Wait a few minutes and try again.")
        return self.tr("The hub refuses the login ({0}).").format(code)

    def _arrange(self, hub_url: str) -> None:
        title = QLabel("Fivefifteen")
        title.setProperty("role", "heading")
        where = QLabel(hub_url)
        where.setProperty("role", "quiet")
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.addRow(self.tr("Name"), self.login)
        form.addRow(self.tr("Password"), self.password)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.button)
        card = QFrame()
        card.setProperty("role", "panel")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(where)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(self.login)
