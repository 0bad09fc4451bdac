"""What a conference asks of this seat's own microphone, camera and screen, whatever devices there are."""

from typing import Protocol

from app.link.conference_media import ConferenceMedia
from app.services.conference_engine import StreamSource


class OwnMedia(Protocol):
    """Lives on the UI loop."""

    def is_on(self, source: StreamSource) -> bool | None:
        """None: this machine has no such device."""
        ...

    def set_on(self, source: StreamSource, on: bool) -> None:
        """Send it, or send nothing of it; SCREEN is switched off only."""
        ...

    def sources(self) -> tuple[StreamSource, ...]:
        """What can be sent, muted or not: the devices that are there."""
        ...

    def use(self, media: ConferenceMedia) -> None:
        """From now on what the devices give goes there, and the room's voices come from there."""
        ...

    def enter(self) -> None:
        """In the room: what is on is sent."""
        ...

    def leave(self) -> None:
        """Every device is let go of."""
        ...
