"""Scenes and tours: what can be kept, and what is refused with a sentence."""

import math

import pytest

from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, SceneError, SceneStep, Source, SourceStep, Tour

CAMERA = Source.of_camera("code:A")


@pytest.mark.parametrize("name", ["中山公园 🚒", "\u202eabc\u202c", "é" * 500, "a/b\\c"])
def test_names_are_whatever_people_write(name: str) -> None:
    assert Scene(name, parse_layout("1x1"), (CAMERA,)).name == name


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "empty"), (" \t", "empty"), (" a", "space"), ("a\nb", "control"), ("a\ud800", "control"), ("n" * 501, "500")],
)
def test_an_unusable_name_is_refused(name: str, said: str) -> None:
    with pytest.raises(SceneError, match=said):
        Scene(name, parse_layout("1x1"), (CAMERA,))
    with pytest.raises(SceneError, match=said):
        Tour(name, (SceneStep("a", 5),))


def test_a_scene_has_one_source_or_none_for_each_tile() -> None:
    with pytest.raises(SceneError, match="2 sources for the 4 tiles of 2x2"):
        Scene("a", parse_layout("2x2"), (CAMERA, None))


@pytest.mark.parametrize("dwell_s", [0.0, 0.99, -5.0, math.nan, math.inf, 86_401])
def test_a_step_lasts_at_least_a_second(dwell_s: float) -> None:
    with pytest.raises(SceneError, match="1 to 86400 seconds"):
        SceneStep("a", dwell_s)
    with pytest.raises(SceneError, match="1 to 86400 seconds"):
        SourceStep(CAMERA, dwell_s)


def test_a_tour_goes_over_scenes_or_over_sources() -> None:
    assert Tour("t", (SceneStep("a", 5), SceneStep("b", 7))).over_scenes
    over_sources = Tour("t", (SourceStep(CAMERA, 5), SourceStep(CAMERA, 7)))
    assert not over_sources.over_scenes
    assert over_sources.dwells_s == (5, 7)
    with pytest.raises(SceneError, match="not over both"):
        Tour("t", (SceneStep("a", 5), SourceStep(CAMERA, 7)))  # type: ignore[arg-type]
    with pytest.raises(SceneError, match="at least one step"):
        Tour("t", ())


def test_an_address_is_not_in_the_repr_of_a_source() -> None:
    assert "s3cret" not in repr(Source.of_url("rtsp://admin:s3cret@10.0.0.1/"))
    assert "code:A" in repr(CAMERA)
