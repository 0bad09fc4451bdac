"""The wall outputs of all seats, as the hub knows them: what each shows, and what is on its way to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TileState(StrEnum):
    """What a tile truthfully shows."""

    EMPTY = "empty"
    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    OFFLINE = "offline"


class PictureFault(StrEnum):
    """What is wrong with pictures that do arrive."""

    FROZEN = "frozen"  # always the same
    BLACK = "black"
    NO_SIGNAL = "no-signal"  # a card instead of the scene


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTile:
    """`source_id` is a camera's key or a participation's id, "" for a typed address or nothing; addresses do not leave
    their seat. `fault` is told of the cameras of an incident's scene; None: the picture is well, or nobody looked."""

    tile: int
    source_id: str = ""
    name: str = ""
    state: TileState = TileState.EMPTY
    visible: bool = True
    fault: PictureFault | None = None

    @property
    def is_awaited(self) -> bool:
        """A place that is kept for somebody at the scene who has not come: nothing is wrong with it."""
        return self.state is TileState.CONNECTING and not self.source_id


class PushStatus(StrEnum):
    SENT = "sent"
    APPLIED = "applied"  # the seat has put it on its output
    SHOWN = "shown"  # and the first of its pictures was painted
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A scene (by its name) or a source sent to an output: a camera by its key, or somebody of a conference as
    `Source.of_participant` names them. `tile` None with a source: the seat chooses. `release`: none of these, but back
    to what the output showed before the scene of `incident_id`."""

    push_id: str
    scene: str | None = None
    camera_id: str | None = None
    participation_id: str | None = None
    tile: int | None = None
    incident_id: str | None = None
    release: bool = False
    by: str
    at: datetime
    status: PushStatus = PushStatus.SENT
    status_at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """`online`: its seat is connected and serves it. `layout` as its name, "4x4". `in_window`: it has no screen of its
    own but is a window beside the console, as on a laptop: nobody in the hall sees it."""

    output_id: str
    version: int = 1
    name: str
    seat: str
    unit_id: str
    online: bool = True
    layout: str = ""
    scene: str | None = None
    tour: str | None = None
    tiles: tuple[ShownTile, ...] = ()
    push: Push | None = None  # the latest
    reported_at: datetime | None = None
    in_window: bool = False
