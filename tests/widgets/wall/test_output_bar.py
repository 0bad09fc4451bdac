"""The tool bar follows the output that is worked on."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMenu

from app.domain.layouts import BUILT_IN, parse_layout
from app.domain.scenes import FitMode, Source, SourceStep, Tour
from widgets.wall.output_bar import OutputBar
from widgets.wall.outputs import Outputs

TOUR = Tour("夜间轮巡", tuple(SourceStep(Source.of_camera(name), 60) for name in ("a", "b", "c")))


@pytest.fixture
def bar(outputs: Outputs) -> Iterator[OutputBar]:
    bar = OutputBar(outputs)
    bar.show()
    yield bar
    bar.close()


def test_it_shows_the_layout_of_the_current_output(bar: OutputBar, outputs: Outputs) -> None:
    outputs.all[1].command(outputs.all[1].state.with_layout(parse_layout("1+12")))
    assert bar.layout_button.text() == "2×2"
    outputs.set_current(outputs.all[1])
    assert bar.layout_button.text() == "1+12"
    outputs.all[0].command(outputs.all[0].state.with_layout(parse_layout("3x3")))
    assert bar.layout_button.text() == "1+12"


def test_every_built_in_layout_can_be_picked(bar: OutputBar, outputs: Outputs) -> None:
    bar.layout_button.click()
    menu = bar.layout_button.findChild(QMenu)
    assert menu is not None
    choices = menu.actions()
    assert [action.text() for action in choices] == [name.replace("x", "×") for name in BUILT_IN]
    assert not any(action.icon().isNull() for action in choices)
    choices[2].trigger()
    menu.close()
    assert outputs.all[0].state.layout.name == "3x3"


def test_overlay_and_fit_act_on_the_current_output(bar: OutputBar, outputs: Outputs) -> None:
    output = outputs.all[0]
    assert bar.overlay.isChecked()
    bar.overlay.trigger()
    assert not output.state.overlay
    bar.fit_button.click()
    menu = bar.fit_button.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Stretch").trigger()
    menu.close()
    assert output.state.fit is FitMode.STRETCH
    assert bar.fit_button.text() == "Stretch"


def test_a_tour_can_be_paused_stepped_and_stopped(bar: OutputBar, outputs: Outputs) -> None:
    output = outputs.all[0]
    assert not bar.tour_stop.isEnabled()
    output.start_tour(TOUR)
    assert bar.tour_stop.isEnabled()
    assert bar.tour_words.text().startswith("\u2068夜间轮巡\u2069   ")
    bar.tour_skip.trigger()
    assert output.state.sources[0] == Source.of_camera("b")
    bar.tour_back.trigger()
    assert output.state.sources[0] == Source.of_camera("a")
    bar.tour_pause.trigger()
    assert output.tour_paused
    assert bar.tour_words.text().endswith("paused")
    bar.tour_pause.trigger()
    assert not output.tour_paused
    bar.tour_stop.trigger()
    assert output.tour is None
    assert bar.tour_words.text() == ""


def test_without_an_output_it_is_off(outputs: Outputs) -> None:
    empty = Outputs()
    bar = OutputBar(empty)
    assert not bar.isEnabled()
