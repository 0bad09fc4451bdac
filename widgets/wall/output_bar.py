"""What is done to an output all the time, as a tool bar of the output that the operator works on."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QToolBar, QToolButton, QWidget

from widgets.icons import icon, layout_icon
from widgets.names import isolated
from widgets.wall.layout_words import fit_words, layout_words
from widgets.wall.output import WallOutput
from widgets.wall.output_menu import fit_menu, layout_menu
from widgets.wall.outputs import Outputs
from widgets.wall.words import duration_words

_REFRESH_MS = 500
_LONGEST_TOUR_NAME = 24


class OutputBar(QToolBar):
    """Layout, pictures, connections, undo and the tour of `outputs.current`."""

    def __init__(self, outputs: Outputs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outputs = outputs
        self._watched: WallOutput | None = None
        self.setWindowTitle(self.tr("Output"))
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self._name = QLabel()
        self._name.setProperty("role", "heading")
        self._name.setContentsMargins(6, 0, 10, 0)
        self.addWidget(self._name)
        self.layout_button = self._menu_button(self.tr("Layout"), layout_menu)
        self.overlay = self._action("overlay", self.tr("Overlay"), self._toggle_overlay)
        self.overlay.setCheckable(True)
        self.fit_button = self._menu_button(self.tr("How pictures fit their tiles"), fit_menu)
        self.fit_button.setIcon(icon("fit"))
        self.addSeparator()
        self._action("retry", self.tr("Connect all tiles again now"), self._retry)
        self._action("clear", self.tr("Clear all tiles"), self._clear)
        self.undo = self._action("undo", self.tr("Undo"), self._undo)
        self.redo = self._action("redo", self.tr("Redo"), self._redo)
        self.addSeparator()
        self.tour_back = self._action("back", self.tr("Previous step of the tour"), lambda: self._skip_tour(-1))
        self.tour_pause = self._action("pause", self.tr("Pause the tour"), self._pause_tour)
        self.tour_skip = self._action("skip", self.tr("Next step of the tour"), lambda: self._skip_tour(1))
        self.tour_stop = self._action("stop", self.tr("Stop the tour"), self._stop_tour)
        self.tour_words = QLabel()
        self.tour_words.setContentsMargins(6, 0, 6, 0)
        self.addWidget(self.tour_words)
        self._clock = QTimer(self, interval=_REFRESH_MS)
        self._clock.timeout.connect(self._show_tour)
        self._clock.start()
        outputs.current_changed.connect(self._follow)
        self._follow()

    # -- following the current output

    def _follow(self) -> None:
        if self._watched is not None and self._watched in self._outputs.all:
            self._watched.changed.disconnect(self._show)
            self._watched.tour_changed.disconnect(self._show_tour)
        self._watched = self._outputs.current
        if self._watched is not None:
            self._watched.changed.connect(self._show)
            self._watched.tour_changed.connect(self._show_tour)
        self._show()
        self._show_tour()

    def _show(self) -> None:
        output = self._outputs.current
        self.setEnabled(output is not None)
        if output is None:
            self._name.setText(self.tr("No wall output"))
            return
        state = output.state
        self._name.setText(output.name)
        self.layout_button.setIcon(layout_icon(state.layout))
        self.layout_button.setText(layout_words(state.layout))
        self.overlay.setChecked(state.overlay)
        self.fit_button.setText(fit_words(state.fit))
        self.undo.setEnabled(output.can_undo)
        self.redo.setEnabled(output.can_redo)

    def _show_tour(self) -> None:
        output = self._outputs.current
        tour = output.tour if output is not None else None
        for action in (self.tour_back, self.tour_pause, self.tour_skip, self.tour_stop):
            action.setEnabled(tour is not None)
        if output is None or tour is None:
            self.tour_words.clear()
            return
        paused = output.tour_paused
        words = self.tr("Let the tour go on") if paused else self.tr("Pause the tour")
        self.tour_pause.setIcon(icon("start" if paused else "pause"))
        self.tour_pause.setText(words)
        self.tour_pause.setToolTip(words)
        name = tour.name if len(tour.name) <= _LONGEST_TOUR_NAME else tour.name[:_LONGEST_TOUR_NAME] + "…"
        left = self.tr("paused") if paused else self.tr("{0} left").format(duration_words(output.tour_remaining_s()))
        self.tour_words.setText(f"{isolated(name)}   {left}")

    # -- what the buttons do

    def _toggle_overlay(self) -> None:
        if (output := self._outputs.current) is not None:
            output.command(output.state.with_overlay(not output.state.overlay))

    def _retry(self) -> None:
        if (output := self._outputs.current) is not None:
            output.retry()

    def _clear(self) -> None:
        if (output := self._outputs.current) is not None:
            output.stop_tour()
            output.command(output.state.clear_all())

    def _undo(self) -> None:
        if (output := self._outputs.current) is not None:
            output.undo()

    def _redo(self) -> None:
        if (output := self._outputs.current) is not None:
            output.redo()

    def _pause_tour(self) -> None:
        if (output := self._outputs.current) is not None:
            output.pause_tour(not output.tour_paused)

    def _skip_tour(self, steps: int) -> None:
        if (output := self._outputs.current) is not None:
            output.skip_tour(steps)

    def _stop_tour(self) -> None:
        if (output := self._outputs.current) is not None:
            output.stop_tour()

    # -- construction

    def _action(self, picture: str, words: str, run: Callable[[], None]) -> QAction:
        action = self.addAction(icon(picture), words)
        action.triggered.connect(lambda _checked: run())
        self.widgetForAction(action).setAccessibleName(words)
        return action

    def _menu_button(self, words: str, make_menu: Callable[[WallOutput, QWidget], QMenu]) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def show() -> None:
            if (output := self._outputs.current) is not None:
                menu = make_menu(output, button)
                menu.aboutToHide.connect(menu.deleteLater)
                menu.popup(button.mapToGlobal(QPoint(0, button.height())))

        button.clicked.connect(show)
        self.addWidget(button)
        return button
