"""Scenes and tours as JSON, the form in which they are kept, exported and imported.

`{"version": 1, "scenes": [{"name", "layout", "sources": [source | null, …], "overlay", "fit"}], "tours": [{"name",
"loop", "steps": [{"scene": name, "dwell_s": 10} | {"camera": id, "dwell_s": 10}]}]}`, where a source is
`{"camera": id}`, `{"url": address}`, `{"participant": participation id}` or `{"field": "incident id/number"}`.
"""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from app.domain.layouts import MOST_TILES, Layout, parse_layout
from app.domain.scenes import FitMode, Scene, SceneError, SceneStep, Source, SourceKind, SourceStep, Tour
from app.services.documents import DocumentModel
from streams.errors import StreamError
from streams.url import LONGEST_URL, parse_stream_url

MOST_SCENES = 2_000
MOST_STEPS = 1_000
_FORMS = 'a source is {"camera": id}, {"url": address}, {"participant": id} or {"field": "id/number"}'


def _layout_from(value: object) -> Layout:
    if isinstance(value, Layout):
        return value
    if not isinstance(value, str):
        raise ValueError("a layout is a text such as 4x4")
    return parse_layout(value)


def _source_from(value: object) -> Source:
    """As `_FORMS` says."""
    if isinstance(value, Source):
        return value
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError(_FORMS)
    kind, text = next(iter(value.items()))
    return _source(kind, text)


def _source(kind: object, text: object) -> Source:
    if kind not in tuple(SourceKind) or not isinstance(text, str):
        raise ValueError(_FORMS)
    if not text or len(text) > LONGEST_URL:
        raise ValueError(f"a source has 1 to {LONGEST_URL} characters")
    if kind == SourceKind.URL:
        try:
            parse_stream_url(text)
        except StreamError as error:
            raise ValueError(error.detail) from error
    return Source(SourceKind(str(kind)), text)


def _source_to(source: Source) -> dict[str, str]:
    return {str(source.kind): source.value}


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


LayoutField = Annotated[Layout, BeforeValidator(_layout_from), PlainSerializer(lambda layout: layout.name)]
SourceField = Annotated[Source, BeforeValidator(_source_from), PlainSerializer(_source_to)]
SourcesField = Annotated[list[SourceField | None], Field(max_length=MOST_TILES)]


class SceneRecord(_Record):
    """A scene in a file; missing sources at the end are empty tiles."""

    name: str
    layout: LayoutField
    sources: SourcesField = []
    overlay: bool = True
    fit: FitMode = FitMode.CONTAIN

    @classmethod
    def of(cls, scene: Scene) -> Self:
        return cls(
            name=scene.name,
            layout=scene.layout,
            sources=list(scene.sources),
            overlay=scene.overlay,
            fit=scene.fit,
        )

    def scene(self) -> Scene:
        """Raises SceneError."""
        empty = (None,) * (len(self.layout) - len(self.sources))
        return Scene(self.name, self.layout, (*self.sources, *empty), self.overlay, self.fit)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        self.scene()
        return self


class StepRecord(_Record):
    """A step of a tour in a file: exactly one of scene, camera, url, participant and field."""

    dwell_s: float
    scene: str | None = None
    camera: str | None = None
    url: str | None = None
    participant: str | None = None
    field: str | None = None

    @classmethod
    def of(cls, step: SceneStep | SourceStep) -> Self:
        if isinstance(step, SceneStep):
            return cls(dwell_s=step.dwell_s, scene=step.scene)
        return cls.model_validate({"dwell_s": step.dwell_s, str(step.source.kind): step.source.value})

    def step(self) -> SceneStep | SourceStep:
        """Raises SceneError."""
        names = ("scene", "camera", "url", "participant", "field")
        given = [(name, text) for name in names if (text := getattr(self, name)) is not None]
        if len(given) != 1:
            raise SceneError("A step needs exactly one of scene, camera, url, participant and field.")
        kind, text = given[0]
        return SceneStep(text, self.dwell_s) if kind == "scene" else SourceStep(_source(kind, text), self.dwell_s)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        self.step()
        return self


class TourRecord(_Record):
    """A tour in a file."""

    name: str
    steps: Annotated[list[StepRecord], Field(max_length=MOST_STEPS)]
    loop: bool = True

    @classmethod
    def of(cls, tour: Tour) -> Self:
        return cls(name=tour.name, steps=[StepRecord.of(step) for step in tour.steps], loop=tour.loop)

    def tour(self) -> Tour:
        """Raises SceneError."""
        steps = [record.step() for record in self.steps]
        scenes = tuple(step for step in steps if isinstance(step, SceneStep))
        sources = tuple(step for step in steps if isinstance(step, SourceStep))
        if scenes and sources:
            raise SceneError("A tour goes over scenes or over sources, not over both.")
        return Tour(self.name, scenes or sources, self.loop)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        self.tour()
        return self


class SceneDocument(DocumentModel):
    """The whole file."""

    scenes: Annotated[list[SceneRecord], Field(max_length=MOST_SCENES, default_factory=list)]
    tours: Annotated[list[TourRecord], Field(max_length=MOST_SCENES, default_factory=list)]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for kind, names in (
            ("scenes", [scene.name for scene in self.scenes]),
            ("tours", [tour.name for tour in self.tours]),
        ):
            seen: set[str] = set()
            for name in names:
                if name in seen:
                    raise SceneError(f"Two {kind} have the name {name[:80]!r}.")
                seen.add(name)
        return self
