"""The cameras of the district beside the wall: find one, see its state, put it up."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.cameras import Camera
from app.domain.scenes import Source
from app.services.camera_registry import CameraRegistry
from app.services.documents import NotSavedError, Problem
from streams.state import StreamState
from widgets.cameras.search_index import SearchIndex
from widgets.cameras.tree_model import CameraTreeModel
from widgets.cameras.tree_view import CameraTree
from widgets.icons import icon
from widgets.names import isolated
from widgets.shell.keys import Action, Context, keys_in
from widgets.wall.outputs import Outputs

# With more hits than this the sites stay closed: nobody reads on, and opening them all would cost the key stroke.
_MOST_OPENED = 400
_POLL_MS = 1000


class CameraPanel(QWidget):
    """Search box, tree, what to do with the selection. `states` says what is shown anywhere, by camera."""

    camera_selected = Signal(str)
    import_asked = Signal()
    export_asked = Signal()
    add_asked = Signal()
    edit_asked = Signal(str)
    tour_asked = Signal(list)
    problem = Signal(Problem)

    def __init__(
        self,
        *,
        registry: CameraRegistry,
        outputs: Outputs,
        states: Callable[[], Mapping[str, StreamState]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._outputs = outputs
        self._states = states
        self._search_index = SearchIndex(self)
        self._search_index.ready.connect(self._search)
        self.model = CameraTreeModel(self)
        self.search_box = self._make_search_box()
        self.tree = CameraTree(self.model)
        self.tree.setAccessibleName(self.tr("Cameras"))
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.doubleClicked.connect(self._activated)
        self.tree.selectionModel().selectionChanged.connect(self._selection_changed)
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        self.fill_button = QPushButton(icon("fill"), self.tr("Fill the wall"))
        self.fill_button.setToolTip(self.tr("Show the selection instead of everything on the current output"))
        self.fill_button.clicked.connect(self.fill)
        self._pages = QStackedWidget()
        self._no_hit = QLabel()
        self._no_cameras = QLabel()
        self._arrange()
        self._bind_keys()
        self._unsubscribe = registry.subscribe(self._reload)
        self._poll = QTimer(self)
        self._poll.timeout.connect(self.refresh_states)
        self._poll.start(_POLL_MS)
        self._reload()
        self._selection_changed()

    def close_threads(self) -> None:
        """Before the program ends."""
        self._unsubscribe()
        self._poll.stop()
        self._search_index.close()

    @property
    def search_is_ready(self) -> bool:
        return self._search_index.index is not None

    def empty_words(self) -> str:
        """What stands there instead of a tree; empty where the tree is."""
        words = self._pages.currentWidget()
        return "" if words is self.tree else (words if isinstance(words, QLabel) else self._no_cameras).text()

    # -- what the operator does

    def focus_search(self) -> None:
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_box.selectAll()

    def selected_cameras(self) -> list[Camera]:
        return self.model.cameras_in(self.tree.selectionModel().selectedIndexes())

    def place(self) -> None:
        """The selected camera into the selected tile; several fill the wall."""
        cameras = self.selected_cameras()
        if len(cameras) > 1:
            self.fill()
        elif cameras and (output := self._outputs.current) is not None:
            output.stop_tour()
            output.command(output.state.place(Source.of_camera(cameras[0].camera_id)))

    def fill(self) -> None:
        cameras = self.selected_cameras()
        if cameras and (output := self._outputs.current) is not None:
            output.fill([Source.of_camera(camera.camera_id) for camera in cameras])

    def ask_to_remove(self) -> None:
        cameras = self.selected_cameras()
        if not cameras:
            return
        question = QMessageBox(self)
        question.setIcon(QMessageBox.Icon.Question)
        question.setTextFormat(Qt.TextFormat.PlainText)
        if len(cameras) == 1:
            question.setText(self.tr("Remove the camera {0}?").format(isolated(cameras[0].name[:80])))
        else:
            question.setText(self.tr("Remove {0} cameras?").format(len(cameras)))
        question.setInformativeText(self.tr("Scenes that show them keep an empty place. Export them first to go back."))
        remove = question.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(lambda: self._remove(cameras))
        question.open()

    def refresh_states(self) -> None:
        self.model.set_states(self._states())

    # -- search

    def _search(self) -> None:
        query = self.search_box.text().strip()
        index = self._search_index.index
        if not query or index is None:
            self.tree.keep_opened = True
            self.model.show_only(None)
            self.tree.open_again()
            self._show_page()
            return
        self.tree.keep_opened = False
        found = index.search(query)
        everything = len(found) == len(self._registry)
        self.model.show_only(None if everything else [camera.camera_id for camera in found])
        if len(found) <= _MOST_OPENED:
            self.tree.expandAll()
        if found:
            self._select(found[0].camera_id)
        self._show_page()

    def _select(self, camera_id: str) -> None:
        index = self.model.index_of(camera_id)
        self.tree.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.tree.scrollTo(index)

    def _show_page(self) -> None:
        if not self._registry.cameras:
            self._pages.setCurrentIndex(0)
        elif not self.model.camera_count:
            query = isolated(self.search_box.text().strip()[:60])
            self._no_hit.setText(self.tr("No camera matches “{0}”. Esc shows all.").format(query))
            self._pages.setCurrentIndex(1)
        else:
            self._pages.setCurrentIndex(2)
        total, shown = len(self._registry), self.model.camera_count
        self._count.setText(str(total) if shown == total else f"{shown} / {total}")

    # -- tree

    def _reload(self) -> None:
        current = self.model.camera_at(self.tree.currentIndex())
        self.model.set_branches(self._registry.tree())
        self._search_index.build(self._registry.cameras)
        if len(self._registry.tree()) == 1:
            self.tree.expandToDepth(0)
        self.tree.open_again()
        self._show_page()
        if current is not None and self._registry.get(current.camera_id) is not None:
            self._select(current.camera_id)
        self.refresh_states()

    def _selection_changed(self) -> None:
        cameras = self.selected_cameras()
        self.fill_button.setEnabled(bool(cameras))
        many = len(cameras) > 1
        self.fill_button.setText(
            self.tr("Fill the wall ({0})").format(len(cameras)) if many else self.tr("Fill the wall")
        )
        camera = self.model.camera_at(self.tree.currentIndex())
        self.camera_selected.emit(camera.camera_id if camera is not None else "")

    def _activated(self, index: QModelIndex) -> None:
        if self.model.camera_at(index) is not None:
            self.place()

    def _remove(self, cameras: list[Camera]) -> None:
        try:
            self._registry.remove(camera.camera_id for camera in cameras)
        except NotSavedError as error:
            self.problem.emit(error.problem)

    def _show_menu(self, point: QPoint) -> None:
        cameras = self.selected_cameras()
        if not cameras:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if len(cameras) == 1:
            menu.addAction(self._action(Action.PLACE))
        menu.addAction(self._action(Action.FILL))
        menu.addAction(icon("tour"), self.tr("Tour in the selected tile…"), lambda: self.tour_asked.emit(cameras))
        menu.addSeparator()
        if len(cameras) == 1:
            menu.addAction(self._action(Action.EDIT))
        menu.addAction(self._action(Action.DELETE))
        menu.popup(self.tree.viewport().mapToGlobal(point))

    # -- construction

    def _make_search_box(self) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText(self.tr("Name, code, pinyin or initials"))
        box.setAccessibleName(self.tr("Search cameras"))
        box.setClearButtonEnabled(True)
        box.setMaxLength(200)
        box.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        box.textChanged.connect(self._search)
        box.returnPressed.connect(self.place)
        box.installEventFilter(self)
        return box

    def _bind_keys(self) -> None:
        work = {
            Action.PLACE: self._enter,
            Action.FILL: self.fill,
            Action.EDIT: self._edit,
            Action.DELETE: self.ask_to_remove,
        }
        words = {
            Action.PLACE: self.tr("Show in the selected tile"),
            Action.FILL: self.tr("Fill the wall"),
            Action.EDIT: self.tr("Edit…"),
            Action.DELETE: self.tr("Remove…"),
        }
        pictures = {Action.PLACE: "add", Action.FILL: "fill", Action.EDIT: "edit", Action.DELETE: "delete"}
        self._actions: dict[Action, QAction] = {}
        for name, run in work.items():
            action = QAction(icon(pictures[name]), words[name], self.tree)
            action.setShortcuts([key.key_sequence for key in keys_in(Context.CAMERAS) if key.action is name])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(run)
            self.tree.addAction(action)
            self._actions[name] = action

    def _action(self, name: Action) -> QAction:
        return self._actions[name]

    def _enter(self) -> None:
        """A branch opens or closes, a camera goes to the wall."""
        index = self.tree.currentIndex()
        if self.model.camera_at(index) is None and len(self.tree.selectionModel().selectedIndexes()) <= 1:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))
        else:
            self.place()

    def _edit(self) -> None:
        camera = self.model.camera_at(self.tree.currentIndex())
        if camera is not None:
            self.edit_asked.emit(camera.camera_id)

    def _arrange(self) -> None:
        heading = QLabel(self.tr("Cameras"))
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addWidget(self._count)
        top.addStretch()
        for picture, words, asked in (
            ("add", self.tr("Add a camera"), self.add_asked),
            ("import", self.tr("Import cameras from a file"), self.import_asked),
            ("export", self.tr("Export cameras to a file"), self.export_asked),
        ):
            button = QToolButton()
            button.setIcon(icon(picture))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setProperty("flat", "true")
            button.clicked.connect(asked)
            top.addWidget(button)
        self._pages.addWidget(self._empty_page())
        self._no_hit.setTextFormat(Qt.TextFormat.PlainText)
        self._no_hit.setWordWrap(True)
        self._no_hit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_hit.setProperty("role", "quiet")
        self._pages.addWidget(self._no_hit)
        self._pages.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.search_box)
        column.addWidget(self._pages, 1)
        column.addWidget(self.fill_button)

    def _empty_page(self) -> QWidget:
        self._no_cameras.setText(self.tr("No cameras yet: import a CSV or add one"))
        self._no_cameras.setWordWrap(True)
        self._no_cameras.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch()
        column.addWidget(self._no_cameras)
        for picture, text, asked in (
            ("import", self.tr("Import…"), self.import_asked),
            ("add", self.tr("Add a camera…"), self.add_asked),
        ):
            button = QPushButton(icon(picture), text)
            button.clicked.connect(asked)
            column.addWidget(button)
        column.addStretch()
        return page

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search_box and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.search_box.text():
                self.search_box.clear()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown):
                self.tree.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)
