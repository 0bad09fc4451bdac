"""What a seat finds again when it starts: what each output showed, the tours that ran, where its windows were."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.clock import Clock
from app.domain.incident_scenes import IncidentScene, TourBefore
from app.domain.scenes import FitMode
from app.domain.wall import WallState
from app.services.documents import DocumentFile, DocumentModel, ModelCodec
from app.services.scene_file import LayoutField, SourcesField

MOST_OUTPUTS = 64
# One over the other; more are not told apart by anybody.
MOST_INCIDENT_SCENES = 64

DeviceName = Literal["camera", "microphone", "speaker"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class WallRecord(_Record):
    """What one output shows; not whether it can be seen, which is asked of the screen again."""

    layout: LayoutField
    sources: SourcesField
    surplus: SourcesField = []
    before_shrinking: SourcesField = []
    overlay: bool = True
    fit: FitMode = FitMode.CONTAIN
    expanded: int | None = None
    selected: int | None = None
    scene: str | None = None

    @classmethod
    def of(cls, state: WallState) -> Self:
        return cls(
            layout=state.layout,
            sources=list(state.sources),
            surplus=list(state.surplus),
            before_shrinking=list(state.before_shrinking),
            overlay=state.overlay,
            fit=state.fit,
            expanded=state.expanded,
            selected=state.selected,
            scene=state.scene,
        )

    def state(self) -> WallState:
        return WallState(
            layout=self.layout,
            sources=tuple(self.sources),
            surplus=tuple(self.surplus),
            before_shrinking=tuple(self.before_shrinking),
            overlay=self.overlay,
            fit=self.fit,
            expanded=self.expanded,
            selected=self.selected,
            scene=self.scene,
        )

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        self.state()
        for tile in (self.expanded, self.selected):
            if tile is not None and not 0 <= tile < len(self.layout):
                raise ValueError(f"there is no tile {tile} in layout {self.layout.name}")
        return self


class TourRunRecord(_Record):
    """A tour that ran on an output: in `tile`, or over the whole output (None). It goes on with step `step`."""

    tour: str
    tile: Annotated[int, Field(ge=0)] | None = None
    step: Annotated[int, Field(ge=0)] = 0
    paused: bool = False

    @classmethod
    def of(cls, tour: TourBefore) -> Self:
        return cls(tour=tour.tour, tile=tour.tile, step=tour.step, paused=tour.paused)

    def before(self) -> TourBefore:
        return TourBefore(self.tour, self.tile, self.step, self.paused)


class IncidentSceneRecord(_Record):
    """The scene of an incident that an output shows, and what it gives back afterwards."""

    incident_id: Annotated[str, Field(max_length=200)]
    applied: WallRecord
    before: WallRecord
    tour: TourRunRecord | None = None

    @classmethod
    def of(cls, entry: IncidentScene) -> Self:
        return cls(
            incident_id=entry.incident_id,
            applied=WallRecord.of(entry.applied),
            before=WallRecord.of(entry.before),
            tour=TourRunRecord.of(entry.tour) if entry.tour is not None else None,
        )

    def entry(self) -> IncidentScene:
        tour = self.tour.before() if self.tour is not None else None
        return IncidentScene(self.incident_id, self.applied.state(), self.before.state(), tour)


class OutputRecord(_Record):
    """One output. `open` says whether its wall window was open, `full_screen` and `geometry` how. `incident_scenes`:
    the latest is the last."""

    wall: WallRecord
    tours: list[TourRunRecord] = []
    incident_scenes: Annotated[list[IncidentSceneRecord], Field(max_length=MOST_INCIDENT_SCENES)] = []
    open: bool = True
    full_screen: bool = True
    geometry: str = ""


class DeviceRecord(_Record):
    """A camera, microphone or loudspeaker that was chosen: the system's identity of it, and its name, by which it is
    found again where that has changed."""

    device_id: Annotated[str, Field(max_length=1000)]
    name: Annotated[str, Field(max_length=1000)]


class Workspace(DocumentModel):
    """Everything that is restored. Outputs are found again by the identity of their screen (connector, maker, model,
    serial number), which the screen's side makes up. Geometries are opaque texts of the window's own making."""

    outputs: Annotated[dict[str, OutputRecord], Field(max_length=MOST_OUTPUTS, default_factory=dict)]
    console_geometry: str = ""
    console_layout: str = ""
    devices: dict[DeviceName, DeviceRecord] = Field(default_factory=dict)


def workspace_file(path: Path, *, clock: Clock | None = None) -> DocumentFile[Workspace]:
    """Where the workspace is kept; `load()` gives None on a first start."""
    return DocumentFile(path, ModelCodec(Workspace), clock=clock)
