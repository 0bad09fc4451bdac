"""The devices of a seat, without devices."""

from dataclasses import dataclass, field

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource


@dataclass
class FakeDevices:
    """A microphone that is on and a camera that is off; `OwnMedia`."""

    on: dict[StreamSource, bool | None] = field(
        default_factory=lambda: {StreamSource.MICROPHONE: True, StreamSource.CAMERA: False}
    )
    entered: int = 0
    left: int = 0

    def is_on(self, source: StreamSource) -> bool | None:
        return self.on.get(source)

    def set_on(self, source: StreamSource, on: bool) -> None:
        self.on[source] = on

    def sources(self) -> tuple[StreamSource, ...]:
        return tuple(source for source, on in self.on.items() if on is not None)

    def use(self, media: ConferenceMedia) -> None:
        """Nothing flows."""

    def enter(self) -> None:
        self.entered += 1

    def leave(self) -> None:
        self.left += 1
