"""What operators prepared: scenes to put on the current output and tours to start there."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.domain.scenes import SceneStep, Source, SourceStep, Tour
from app.services.changes import Done
from app.services.scene_library import NameTakenError, SceneLibrary
from widgets.icons import icon, layout_icon
from widgets.names import isolated
from widgets.scenes.name_dialog import NameDialog
from widgets.scenes.name_list import NAME, NameList
from widgets.scenes.scene_files import SceneFiles
from widgets.scenes.tour_editor import USUAL_DWELL_S, TourEditor
from widgets.shell.change_words import change_words
from widgets.shell.keys import Action, Context, keys_in
from widgets.shell.notices import NoticeKind
from widgets.wall.layout_words import layout_words
from widgets.wall.output import WallOutput
from widgets.wall.outputs import Outputs

Rename = Callable[[str, str, Done], None]


class ScenesPanel(QWidget):
    """Two lists over the scene library. `notice` carries words and a NoticeKind."""

    notice = Signal(str, NoticeKind)

    def __init__(
        self,
        *,
        library: SceneLibrary,
        outputs: Outputs,
        name_of: Callable[[Source], str],
        selected_sources: Callable[[], Sequence[Source]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._outputs = outputs
        self._name_of = name_of
        self._selected_sources = selected_sources
        self._filling = False
        self.files = SceneFiles(library, self)
        self.files.notice.connect(self.notice)
        self.scenes = NameList(self.tr("Scenes"), draggable=True)
        self.tours = NameList(self.tr("Tours"), draggable=False)
        self._arrange()
        self._bind(self.scenes, {Action.APPLY: self.apply, Action.DELETE: self.ask_to_delete_scene})
        self._bind(self.tours, {Action.APPLY: self.start_tour, Action.DELETE: self.ask_to_delete_tour})
        self.scenes.itemChanged.connect(partial(self._renamed, library.rename_scene))
        self.tours.itemChanged.connect(partial(self._renamed, library.rename_tour))
        self.unsubscribe = library.subscribe(self._reload)
        self._reload()

    # -- scenes

    def apply(self) -> None:
        """The selected scene on the current output."""
        output, name = self._outputs.current, self.scenes.current_name()
        if output is not None and name is not None:
            self.apply_to(output, name)

    def apply_to(self, output: WallOutput, name: str) -> None:
        if (scene := self._library.scene(name)) is not None:
            output.apply_scene(scene)

    def step_scene(self, output: WallOutput, step: int) -> None:
        """The next (+1) or previous (−1) scene after the one that the output shows."""
        names = [scene.name for scene in self._library.scenes]
        if not names:
            self.notice.emit(self.tr("No scene is saved yet."), NoticeKind.INFORMATION)
            return
        shown = output.state.scene
        number = names.index(shown) + step if shown in names else (0 if step > 0 else -1)
        self.apply_to(output, names[number % len(names)])

    def ask_to_save(self) -> None:
        """The current output's state under a name."""
        output = self._outputs.current
        if output is None:
            return
        shown = output.state.scene
        dialog = NameDialog(
            title=self.tr("Save {0} as a scene").format(output.name),
            name=shown if shown is not None and self._library.scene(shown) else self._free_scene_name(),
            is_taken=lambda name: self._library.scene(name) is not None,
            parent=self,
        )
        dialog.named.connect(lambda name: self.save(output, name))
        dialog.open()

    def save(self, output: WallOutput, name: str) -> None:
        scene = output.state.to_scene(name)

        def saved() -> None:
            # As it is kept: an address with a password comes back sealed from the hub.
            if output in self._outputs.all and output.state.to_scene(name) == scene:
                output.command(output.state.apply(self._library.scene(name) or scene).select(output.state.selected))
            self.scenes.select(name)

        self._try(partial(self._library.save_scene, scene, overwrite=True), then=saved)

    def overwrite(self) -> None:
        """The selected scene becomes what the current output shows."""
        output, name = self._outputs.current, self.scenes.current_name()
        if output is None or name is None:
            return
        words = self.tr("Replace the scene {0} by what {1} shows?").format(isolated(name[:80]), output.name)
        self._ask(words, "", self.tr("Replace"), lambda: self.save(output, name))

    def ask_to_delete_scene(self) -> None:
        name = self.scenes.current_name()
        if name is None:
            return
        tours = self._library.tours_with(name)
        also = self.tr("It leaves the tours: {0}").format(", ".join(isolated(tour) for tour in tours)) if tours else ""
        words = self.tr("Delete the scene {0}?").format(isolated(name[:80]))
        self._ask(words, also, self.tr("Delete"), partial(self._try, partial(self._library.delete_scene, name)))

    # -- tours

    def show_tours(self) -> None:
        """Bring their list to the front."""
        self._tabs.setCurrentIndex(1)

    def start_tour(self) -> None:
        """The selected tour on the current output; one over cameras in the selected tile."""
        output, name = self._outputs.current, self.tours.current_name()
        tour = self._library.tour(name) if name is not None else None
        if output is not None and tour is not None:
            output.start_tour(tour, tile=output.state.selected or 0)

    def new_tour_of_scenes(self) -> None:
        steps = [SceneStep(name, USUAL_DWELL_S) for name in self.scenes.selected_names()]
        self._edit_tour(None, steps, over_scenes=True)

    def new_tour_of_cameras(self, sources: Sequence[Source] = ()) -> None:
        steps = [SourceStep(source, USUAL_DWELL_S) for source in sources or self._selected_sources()]
        self._edit_tour(None, steps, over_scenes=False)

    def edit_tour(self) -> None:
        name = self.tours.current_name()
        tour = self._library.tour(name) if name is not None else None
        if tour is not None:
            self._edit_tour(tour, list(tour.steps), over_scenes=tour.over_scenes)

    def ask_to_delete_tour(self) -> None:
        name = self.tours.current_name()
        if name is not None:
            words = self.tr("Delete the tour {0}?").format(isolated(name[:80]))
            self._ask(words, "", self.tr("Delete"), partial(self._try, partial(self._library.delete_tour, name)))

    def _edit_tour(self, tour: Tour | None, steps: Sequence[SceneStep | SourceStep], *, over_scenes: bool) -> None:
        editor = TourEditor(
            name=tour.name if tour is not None else self._free_tour_name(),
            steps=steps,
            loop=tour.loop if tour is not None else True,
            over_scenes=over_scenes,
            scene_names=[scene.name for scene in self._library.scenes],
            name_of=self._name_of,
            selected_sources=self._selected_sources,
            is_taken=lambda name: self._library.tour(name) is not None,
            parent=self,
        )
        editor.saved.connect(partial(self._save_tour, tour))
        editor.show()

    def _save_tour(self, before: Tour | None, tour: Tour) -> None:
        save = partial(
            self._try, partial(self._library.save_tour, tour, overwrite=True), then=partial(self._saved, tour)
        )
        if before is not None and before.name != tour.name and self._library.tour(tour.name) is None:
            self._try(partial(self._library.rename_tour, before.name, tour.name), then=save)
        else:
            save()

    def _saved(self, tour: Tour) -> None:
        self.show_tours()
        self.tours.select(tour.name)

    # -- inside

    def _reload(self) -> None:
        self._filling = True
        self.scenes.show_names(
            (scene.name, layout_icon(scene.layout), f"{scene.name}\n{layout_words(scene.layout)}")
            for scene in self._library.scenes
        )
        self.tours.show_names((tour.name, icon("tour"), self._tour_words(tour)) for tour in self._library.tours)
        self._scene_pages.setCurrentIndex(1 if self._library.scenes else 0)
        self._tour_pages.setCurrentIndex(1 if self._library.tours else 0)
        self._filling = False

    def _tour_words(self, tour: Tour) -> str:
        steps = self.tr("Steps: {0}, together {1} s").format(len(tour.steps), f"{sum(tour.dwells_s):g}")
        return f"{tour.name}\n{steps}"

    def _renamed(self, rename: Rename, item: QListWidgetItem) -> None:
        """After editing in the list, once the list is done with the item: the change fills it anew."""
        old: str = item.data(NAME)
        new = item.text().strip()
        if not self._filling and item.text() != old:
            QTimer.singleShot(0, self, partial(self._rename, rename, old, new))

    def _rename(self, rename: Rename, old: str, new: str) -> None:
        if not new or new == old:
            self._reload()
        else:
            self._try(partial(rename, old, new), otherwise=self._reload)

    def _try(
        self,
        change: Callable[[Done], None],
        *,
        then: Callable[[], None] = lambda: None,
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """Do it, and go on when it is kept; if file, hub or name refuse, say so."""

        def done(error: Exception | None) -> None:
            if not isValid(self):
                return
            if error is None:
                then()
            else:
                self.notice.emit(change_words(error), NoticeKind.ERROR)
                otherwise()

        try:
            change(done)
        except NameTakenError as error:
            self.notice.emit(self.tr("The name {0} is taken.").format(isolated(error.name)), NoticeKind.WARNING)
            otherwise()

    def _ask(self, words: str, also: str, yes: str, run: Callable[[], object]) -> None:
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(words)
        question.setInformativeText(also)
        button = question.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        button.clicked.connect(lambda _checked: run())
        question.open()

    def _free_scene_name(self) -> str:
        return _free(self.tr("Scene {0}"), {scene.name for scene in self._library.scenes})

    def _free_tour_name(self) -> str:
        return _free(self.tr("Tour {0}"), {tour.name for tour in self._library.tours})

    # -- construction

    def _bind(self, names: NameList, work: dict[Action, Callable[[], None]]) -> None:
        for name, run in {**work, Action.EDIT: names.rename_current}.items():
            action = QAction(names)
            action.setShortcuts([key.key_sequence for key in keys_in(Context.SCENES) if key.action is name])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(run)
            names.addAction(action)
        names.itemDoubleClicked.connect(lambda _item: work[Action.APPLY]())
        names.customContextMenuRequested.connect(partial(self._show_menu, names))

    def _show_menu(self, names: NameList, point: QPoint) -> None:
        if names.current_name() is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if names is self.scenes:
            menu.addAction(icon("scene"), self.tr("Show on the current output"), self.apply)
            menu.addAction(icon("save"), self.tr("Replace by the current output…"), self.overwrite)
            menu.addAction(icon("tour"), self.tr("Tour of these scenes…"), self.new_tour_of_scenes)
            delete = self.ask_to_delete_scene
        else:
            menu.addAction(icon("start"), self.tr("Start on the current output"), self.start_tour)
            menu.addAction(icon("edit"), self.tr("Edit…"), self.edit_tour)
            delete = self.ask_to_delete_tour
        menu.addAction(self.tr("Rename"), names.rename_current)
        menu.addAction(icon("delete"), self.tr("Delete…"), delete)
        menu.popup(names.viewport().mapToGlobal(point))

    def _arrange(self) -> None:
        self._scene_pages = _pages(self.scenes, self.tr("No scenes yet: arrange an output and save it with Ctrl+S"))
        self._tour_pages = _pages(self.tours, self.tr("No tours yet: select scenes or cameras and make one of them"))
        self._tabs = QTabWidget()
        self._tabs.addTab(self._scene_pages, self.tr("Scenes"))
        self._tabs.addTab(self._tour_pages, self.tr("Tours"))
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_button("save", self.tr("Save the current output as a scene"), self.ask_to_save))
        row.addWidget(_button("tour", self.tr("New tour of the selected scenes"), self.new_tour_of_scenes))
        row.addWidget(_button("import", self.tr("Import scenes and tours"), self.files.ask_to_import))
        row.addWidget(_button("export", self.tr("Export scenes and tours"), self.files.ask_to_export))
        self._tabs.setCornerWidget(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 8)
        column.addWidget(self._tabs)


def _free(template: str, taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := template.format(number)) not in taken)


def _pages(names: NameList, empty_words: str) -> QStackedWidget:
    words = QLabel(empty_words)
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words.setProperty("role", "quiet")
    pages = QStackedWidget()
    pages.addWidget(words)
    pages.addWidget(names)
    return pages


def _button(picture: str, words: str, run: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setProperty("flat", "true")
    button.clicked.connect(lambda _checked: run())
    return button
