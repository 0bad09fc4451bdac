"""Who has a tile in the conference and what stands on it: the people of the room, what they share, who still rings.

Pure: the page, the filmstrip and tests ask the same question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from app.domain.layouts import MOST_ROWS_OR_COLUMNS, Layout, parse_layout
from app.domain.people import RoleTitle
from app.domain.rooms import Invitation, InvitationStatus, ParticipationKind, ParticipationStatus
from app.domain.scenes import Source
from app.services.conference_engine import StreamSource
from app.services.signalling import RoomParticipant, RoomState

MOST_TILES = 16
MOST_IN_STRIP = 6
_FEWEST_RINGING = 4  # have a tile, however few are there
_SPEAKER_STRIP = 4  # in the speaker's view the others have a quarter of its height
_FEWEST_COLUMNS = 4


class StageView(Enum):
    GALLERY = auto()
    SPEAKER = auto()  # the speaker, or whom somebody pinned, large
    FILMSTRIP = auto()  # one below the other, beside something else
    ROW = auto()  # beside each other, below something else


class EntryState(Enum):
    """What is told in words instead of a picture, or over it."""

    PICTURE = auto()
    CAMERA_OFF = auto()
    RECONNECTING = auto()
    RINGING = auto()
    COMING = auto()  # has looked at the ring, or accepted


AWAITED = (EntryState.RINGING, EntryState.COMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntry:
    """`source` None: no picture is expected. `rung_at`: when the ring began that still goes on. `quality` 0 … 3."""

    key: str
    participation_id: str = ""
    name: str
    unit: str = ""
    titles: tuple[RoleTitle, ...] = ()
    source: Source | None = None
    state: EntryState = EntryState.PICTURE
    is_screen: bool = False
    muted: bool = False
    hand_up: bool = False
    quality: int = 3
    on_wall: bool = False
    rung_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """Somebody who is rung, with the name that the directory has."""

    invitation: Invitation
    name: str
    unit: str = ""


def entries(room: RoomState | None, *, me: str, ringing: Iterable[Ringing] = ()) -> list[StageEntry]:
    """Shared screens, then people in the order in which they came, then those who still ring. `me` is my
    participation: my own picture stands elsewhere."""
    people = [one for one in room.participants if _is_seen(one) and one.participant_id != me] if room else []
    people.sort(key=lambda one: (one.joined_at is None, one.joined_at, one.participant_id))
    screens = [_screen(one) for one in people if StreamSource.SCREEN in one.sources]
    return [*screens, *map(_person, people), *map(_rung, sorted(ringing, key=lambda one: one.invitation.created_at))]


def still_rings(invitation: Invitation) -> bool:
    return invitation.status in (InvitationStatus.RINGING, InvitationStatus.OPENED, InvitationStatus.ACCEPTED)


def _is_seen(one: RoomParticipant) -> bool:
    return one.kind is not ParticipationKind.VIEWER and one.status in (
        ParticipationStatus.IN,
        ParticipationStatus.DROPPED,
    )


def _person(one: RoomParticipant) -> StageEntry:
    shows = StreamSource.CAMERA in one.sources and StreamSource.CAMERA not in one.muted_by_host
    state = EntryState.PICTURE if shows else EntryState.CAMERA_OFF
    if one.status is ParticipationStatus.DROPPED:
        state = EntryState.RECONNECTING
    return StageEntry(
        key=one.participant_id,
        participation_id=one.participant_id,
        name=one.name,
        unit=one.unit,
        titles=one.titles,
        source=Source.of_participant(one.participant_id) if shows else None,
        state=state,
        muted=StreamSource.MICROPHONE not in one.sources or StreamSource.MICROPHONE in one.muted_by_host,
        hand_up=one.hand_up_since is not None,
        quality=one.quality,
        on_wall=one.on_wall,
    )


def _screen(one: RoomParticipant) -> StageEntry:
    key = f"{one.participant_id}/screen"
    return StageEntry(
        key=key,
        participation_id=one.participant_id,
        name=one.name,
        unit=one.unit,
        source=Source.of_participant(key),
        is_screen=True,
        quality=one.quality,
    )


def _rung(one: Ringing) -> StageEntry:
    invitation = one.invitation
    return StageEntry(
        key=f"ring/{invitation.invitation_id}",
        name=one.name,
        unit=one.unit,
        titles=(invitation.title,) if invitation.title is not None else (),
        state=EntryState.RINGING if invitation.status is InvitationStatus.RINGING else EntryState.COMING,
        rung_at=invitation.rung_at[0] if invitation.rung_at else invitation.created_at,
    )


def arranged(
    shown: Sequence[StageEntry], view: StageView, *, large: str | None = None
) -> tuple[Layout, list[StageEntry | None]]:
    """The layout and who is in which of its tiles, None for a tile that is left over. `large` is the key of whoever is
    large in the speaker's view; a shared screen is, unless somebody is pinned. Whoever has no tile left is not shown:
    pictures before people without one, and not more who ring than are there: the list has everybody."""
    here = sum(one.state not in AWAITED for one in shown)
    by_picture = sorted(shown, key=lambda one: (one.state in AWAITED, one.source is None))
    is_strip = view in (StageView.FILMSTRIP, StageView.ROW)
    most = MOST_IN_STRIP if is_strip else min(MOST_TILES, here + max(_FEWEST_RINGING, here))
    kept = {one.key for one in by_picture[:most]}
    tiles = [one for one in shown if one.key in kept]
    if view is StageView.FILMSTRIP:
        return _filled(f"{max(1, len(tiles))}x1", tiles)
    if view is StageView.ROW:
        return _filled(f"1x{max(1, len(tiles))}", tiles)
    if view is StageView.SPEAKER and len(tiles) > 1:
        first = next((one for one in tiles if one.key == large), tiles[0])
        others = [one for one in tiles if one is not first]
        columns = min(max(_FEWEST_COLUMNS, len(others)), MOST_ROWS_OR_COLUMNS)
        layout = f"{_SPEAKER_STRIP + 1}x{columns}:1,1,{_SPEAKER_STRIP}x{columns}"
        return _filled(layout, [first, *others])
    rows, columns = grid_for(len(tiles))
    return _filled(f"{rows}x{columns}", tiles)


def grid_for(count: int) -> tuple[int, int]:
    """Rows and columns for so many pictures of 16:9 in a window of about that shape."""
    columns = next(side for side in range(1, MOST_ROWS_OR_COLUMNS + 1) if side * side >= max(1, count))
    return -(-max(1, count) // columns), columns


def _filled(layout_name: str, tiles: Sequence[StageEntry]) -> tuple[Layout, list[StageEntry | None]]:
    layout = parse_layout(layout_name)
    shown: list[StageEntry | None] = [*tiles[: len(layout)]]
    return layout, shown + [None] * (len(layout) - len(shown))
