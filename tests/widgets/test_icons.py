"""Badges say the state without colour."""

from pathlib import Path

import pytest

from app.domain.layouts import BUILT_IN, parse_layout
from streams.state import Phase
from widgets.icons import BADGE_SIZE, badge, icon, layout_icon

ICONS = sorted(path.stem for path in (Path(__file__).parents[2] / "resources" / "icons").glob("*.svg"))


def shape_of(phase: Phase) -> bytes:
    """What is covered, whatever its colour."""
    image = badge(phase).pixmap(BADGE_SIZE, BADGE_SIZE).toImage()
    return bytes(image.pixelColor(x, y).alpha() > 127 for y in range(image.height()) for x in range(image.width()))


def test_every_state_has_a_shape_of_its_own() -> None:
    shapes = {phase: shape_of(phase) for phase in Phase}
    assert all(any(shape) for shape in shapes.values())
    assert len(set(shapes.values())) == len(Phase)


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_paints_something(name: str) -> None:
    image = icon(name).pixmap(16, 16).toImage()
    assert any(image.pixelColor(x, y).alpha() for y in range(image.height()) for x in range(image.width()))


def test_layouts_have_different_pictures() -> None:
    pictures = {layout_icon(parse_layout(name)).pixmap(26, 14).toImage().constBits().tobytes() for name in BUILT_IN}
    assert len(pictures) == len(BUILT_IN)
