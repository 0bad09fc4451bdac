"""A link for a phone: for which role, then its code large on the screen, to be scanned, copied or sent.

One that somebody makes here is shown this once; one that came with the incident the hub shows again.
"""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain.join_links import COMMAND_TITLES
from app.domain.people import RoleTitle
from app.domain.rooms import JoinLink, Room
from app.services.commands.links import IssuedLink, IssueLink, LinkWay, SendLink
from widgets.elided_label import ElidedLabel
from widgets.incidents.controls import button, label, typed_line
from widgets.incidents.sending import Failure, Sender
from widgets.incidents.words import title_words

_CODE_PX = 520
_LASTS_S = (3600, 4 * 3600, 24 * 3600)


class LinkDialog(QDialog):
    """Not modal. Opens with the question for whom; `show_link` is what follows. `show_again` begins with the code."""

    def __init__(self, commands: Sender, room: Room, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._room = room
        self._issued: IssuedLink | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Link for a phone"))
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(self.tr("Name, if known"))
        self.title = QComboBox()
        self.title.addItem(self.tr("No role"), None)
        for title in RoleTitle:
            # Who commands is rung, or comes by a link that is a person's.
            if title not in COMMAND_TITLES:
                self.title.addItem(title_words(title), title)
        self.lasts = QComboBox()
        for seconds in _LASTS_S:
            self.lasts.addItem(self.tr("{0} h").format(seconds // 3600), seconds)
        self.admit = QCheckBox(self.tr("Comes in without waiting at the door"))
        self.admit.setChecked(True)
        self.number = QLineEdit()
        self.number.setPlaceholderText(self.tr("Mobile number"))
        self.code = _Code()
        self._address = ElidedLabel()
        self._hint = label(self.tr("Scan it with the phone's camera. It is shown this once."), "quiet")
        self._whose = label(room.name, "quiet")
        self._outcome = label("", "reason")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._question())
        self._pages.addWidget(self._answer())
        column = QVBoxLayout(self)
        column.addWidget(self._whose)
        column.addWidget(self._pages)
        column.addWidget(self._outcome)

    def issue(self) -> None:
        command = IssueLink(
            name=typed_line(self.name.text()),
            title=self.title.currentData(),
            lasts_s=self.lasts.currentData(),
            auto_admit=self.admit.isChecked(),
        )
        self._commands.send(
            lambda: self._commands.client.issue_link(self._room.room_id, command),
            done=self.show_link,
            failed=self._failed,
        )

    def show_again(self, link: JoinLink) -> None:
        """One that the hub issued by itself."""
        title = title_words(link.title) if link.title is not None else ""
        self._whose.setText(" · ".join(part for part in (self._room.name, title, link.name) if part))
        self._hint.setText(self.tr("Scan it with the phone's camera."))
        if link.person_id is not None:
            self.number.setPlaceholderText(self.tr("Their own mobile number"))
        self._pages.setCurrentIndex(1)
        self._say(self.tr("Waiting for the hub…"))
        self._commands.send(
            lambda: self._commands.client.show_link(link.link_id), done=self.show_link, failed=self._failed
        )

    def show_link(self, issued: IssuedLink) -> None:
        if not isValid(self):
            return
        self._issued = issued
        self._commands.mirror.put(issued.link)
        self.code.show_code(issued.qr_svg)
        self._address.setText(issued.url)
        self._pages.setCurrentIndex(1)
        self._say("")
        self._note(LinkWay.QR)

    def _copy(self) -> None:
        if self._issued is not None:
            QGuiApplication.clipboard().setText(self._issued.url)
            self._say(self.tr("Copied."))
            self._note(LinkWay.COPY)

    def _send(self) -> None:
        if self._issued is not None:
            self._say(self.tr("Sending…"))
            self._note(LinkWay.SMS, url=self._issued.url, number=self.number.text().strip())

    def _note(self, way: LinkWay, *, url: str = "", number: str = "") -> None:
        issued = self._issued
        if issued is None:
            return
        try:
            command = SendLink(way=way, url=url, number=number)
        except ValueError:
            self._say(self.tr("This is no telephone number."))
            return
        self._commands.send(
            lambda: self._commands.client.send_link(issued.link.link_id, command),
            done=lambda link: self._noted(way, link),
            failed=self._failed,
        )

    def _noted(self, way: LinkWay, link: JoinLink) -> None:
        if isValid(self) and way is LinkWay.SMS:
            to = link.deliveries[-1].to if link.deliveries else ""
            self._say(self.tr("On its way to {0}").format(to))

    def _failed(self, failure: Failure) -> None:
        if isValid(self):
            self._say(failure.words)

    def _say(self, words: str) -> None:
        self._outcome.setText(words)

    def _question(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        for caption, box in (
            (self.tr("For"), self.name),
            (self.tr("Role"), self.title),
            (self.tr("Valid for"), self.lasts),
        ):
            box.setAccessibleName(caption)
            words = label(caption, "quiet", wrap=False)
            words.setBuddy(box)
            column.addWidget(words)
            column.addWidget(box)
        column.addWidget(self.admit)
        make = button(self.tr("Make the link"), self.issue)
        make.setDefault(True)
        column.addWidget(make)
        column.addStretch()
        return page

    def _answer(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code, 1, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._hint)
        column.addWidget(self._address)
        row = QHBoxLayout()
        row.addWidget(button(self.tr("Copy"), self._copy))
        row.addWidget(self.number, 1)
        row.addWidget(button(self.tr("Send as SMS"), self._send))
        row.addWidget(button(self.tr("Close"), self.accept))
        column.addLayout(row)
        return page


class _Code(QWidget):
    """Dark on white with a white edge, whatever the colours of the program: cameras want it so."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QSvgRenderer()
        self.setAccessibleName(self.tr("QR code"))
        self.setMinimumSize(_CODE_PX, _CODE_PX)

    def sizeHint(self) -> QSize:
        return QSize(_CODE_PX, _CODE_PX)

    def show_code(self, svg: str) -> None:
        self._picture.load(QByteArray(svg.encode()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        room, own = min(self.width(), self.height()) - 24, self._picture.viewBox().width()
        # In whole pixels, so that no module has a seam through it.
        side = room // own * own if 0 < own <= room else room
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        self._picture.render(painter, rect)
        painter.end()
