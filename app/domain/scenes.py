"""What operators prepare before it is needed: scenes put whole on a wall, and tours that step by themselves."""

import math
from dataclasses import dataclass
from enum import StrEnum

from app.domain.cameras import LONGEST_NAME
from app.domain.layouts import Layout

SHORTEST_DWELL_S = 1.0
LONGEST_DWELL_S = 86_400.0
_SCREEN = "/screen"


class SceneError(ValueError):
    """A scene or tour that cannot be: the message is one plain sentence."""


class FitMode(StrEnum):
    """How a picture of another shape sits in its tile. The value is what files say."""

    CONTAIN = "contain"  # whole picture, bars beside it
    COVER = "cover"  # whole tile, picture cut
    STRETCH = "stretch"  # whole picture and tile, shape lost


class SourceKind(StrEnum):
    """The value is what files say."""

    CAMERA = "camera"
    URL = "url"
    PARTICIPANT = "participant"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Source:
    """What a tile shows: a registered camera by its id, an address that somebody typed, or somebody of a conference:
    `<participation id>` for their camera, `<participation id>/screen` for what they share; or whoever comes to an
    incident as its n-th responder: `<incident id>/<n>`."""

    kind: SourceKind
    value: str

    @classmethod
    def of_camera(cls, camera_id: str) -> "Source":
        return cls(SourceKind.CAMERA, camera_id)

    @classmethod
    def of_url(cls, url: str) -> "Source":
        return cls(SourceKind.URL, url)

    @classmethod
    def of_participant(cls, value: str) -> "Source":
        return cls(SourceKind.PARTICIPANT, value)

    @classmethod
    def of_field(cls, incident_id: str, number: int) -> "Source":
        """`number` from 1, in the order in which they come."""
        return cls(SourceKind.FIELD, f"{incident_id}/{number}")

    @property
    def responder(self) -> tuple[str, int] | None:
        """Of a place for whoever comes: the incident and which of them, from 1. None for everything else, also for one
        that no program of this make wrote."""
        incident_id, _, number = self.value.rpartition("/")
        is_one = self.kind is SourceKind.FIELD and incident_id and number.isdecimal()
        return (incident_id, int(number)) if is_one and int(number) >= 1 else None

    @property
    def participation_id(self) -> str:
        """Of a participant; empty for everything else."""
        return self.value.removesuffix(_SCREEN) if self.kind is SourceKind.PARTICIPANT else ""

    @property
    def is_shared_screen(self) -> bool:
        """What a participant shares, not their camera."""
        return self.kind is SourceKind.PARTICIPANT and self.value.endswith(_SCREEN)

    def __repr__(self) -> str:
        """An address may carry a password, so it is not shown."""
        return f"Source({self.kind}, …)" if self.kind is SourceKind.URL else f"Source({self.kind}, {self.value!r})"


Sources = tuple[Source | None, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A named layout with its sources: `sources[i]` belongs to `layout.cells[i]`, None is an empty tile.

    Raises SceneError on an unusable name or where tiles and sources differ in number.
    """

    name: str
    layout: Layout
    sources: Sources
    overlay: bool = True
    fit: FitMode = FitMode.CONTAIN

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.sources) != len(self.layout):
            raise SceneError(
                f"The scene has {len(self.sources)} sources for the {len(self.layout)} tiles of {self.layout.name}."
            )


@dataclass(frozen=True, slots=True)
class SceneStep:
    """Show the scene of this name for so long."""

    scene: str
    dwell_s: float

    def __post_init__(self) -> None:
        _check_dwell(self.dwell_s)


@dataclass(frozen=True, slots=True)
class SourceStep:
    """Show this source in the tour's tile for so long."""

    source: Source
    dwell_s: float

    def __post_init__(self) -> None:
        _check_dwell(self.dwell_s)


@dataclass(frozen=True, slots=True)
class Tour:
    """A 轮巡 over whole scenes, or over the sources of one tile: the steps are all of one kind.

    Raises SceneError on an unusable name, without steps, and on mixed steps.
    """

    name: str
    steps: tuple[SceneStep, ...] | tuple[SourceStep, ...]
    loop: bool = True

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.steps:
            raise SceneError("A tour needs at least one step.")
        if len({type(step) for step in self.steps}) > 1:
            raise SceneError("A tour goes over scenes or over sources, not over both.")

    @property
    def over_scenes(self) -> bool:
        return isinstance(self.steps[0], SceneStep)

    @property
    def dwells_s(self) -> tuple[float, ...]:
        return tuple(step.dwell_s for step in self.steps)


def check_name(name: str) -> None:
    """Raises SceneError where a name of a scene or tour is empty, too long or not printable text."""
    if not name.strip():
        raise SceneError("The name is empty.")
    if name != name.strip():
        raise SceneError("The name begins or ends with a space.")
    if len(name) > LONGEST_NAME:
        raise SceneError(f"The name is longer than {LONGEST_NAME} characters.")
    if any(ord(character) < 32 or ord(character) == 127 or 0xD800 <= ord(character) <= 0xDFFF for character in name):
        raise SceneError("The name contains control characters.")


def _check_dwell(dwell_s: float) -> None:
    if not (math.isfinite(dwell_s) and SHORTEST_DWELL_S <= dwell_s <= LONGEST_DWELL_S):
        raise SceneError(f"A step lasts from {SHORTEST_DWELL_S:g} to {LONGEST_DWELL_S:g} seconds.")
