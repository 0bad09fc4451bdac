"""What the leader's page calls the states of walls, decisions and tasks: a table for each kind of value."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.decisions import DecisionState, is_overdue
from app.domain.incidents import Assignment
from app.domain.outputs import Output, PictureFault, ShownTile, TileState
from app.link.mirror import LinkState, Mirror
from streams.state import Phase
from widgets.beijing import BEIJING
from widgets.incidents.words import assignment_status_words
from widgets.translation import marked
from widgets.wall.words import duration_words

PHASES = {
    TileState.EMPTY: Phase.IDLE,
    TileState.CONNECTING: Phase.CONNECTING,
    TileState.LIVE: Phase.LIVE,
    TileState.STALE: Phase.STALE,
    TileState.OFFLINE: Phase.OFFLINE,
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("LeaderWords", text)


def tile_words(shown: ShownTile) -> str:
    """What the wall says of one of its tiles."""
    if shown.fault is not None and shown.state is TileState.LIVE:
        return _tr(_FAULTS[shown.fault])
    if shown.is_awaited:
        return _tr("awaited")
    return _tr(_TILES[shown.state])


def wall_words(output: Output, mirror: Mirror) -> tuple[str, Phase]:
    """What is known of an output as a whole, and since when: never more than its seat has said."""
    now = mirror.now()
    told = output.reported_at
    since = "" if told is None else f"{told.astimezone(BEIJING):%H:%M:%S}"
    if mirror.status.state is not LinkState.LIVE:
        return _tr("No link to the hub: as the wall said at {0}").format(since or "–"), Phase.OFFLINE
    if not output.online:
        return _tr("The wall's seat is not connected; it last said at {0}").format(since or "–"), Phase.OFFLINE
    if told is None:
        return _tr("The wall has not said yet what it shows"), Phase.CONNECTING
    used = [one for one in output.tiles if one.state is not TileState.EMPTY and not one.is_awaited]
    age = duration_words(max(0.0, (now - told).total_seconds()))
    if used and not any(one.visible for one in used):
        return _tr("Nobody can see the wall's window · unchanged for {0}").format(age), Phase.STALE
    live = sum(one.state is TileState.LIVE and one.fault is None for one in used)
    words = _tr("The wall reports {0} of {1} live · unchanged for {2}").format(live, len(used), age)
    return words, Phase.LIVE if live == len(used) else Phase.STALE


def decision_state_words(state: DecisionState) -> str:
    return _tr(_DECISIONS[state])


def task_state_words(task: Assignment, now: datetime) -> str:
    return _tr("overdue") if is_overdue(task, now) else assignment_status_words(task.status)


_TILES = {
    TileState.EMPTY: marked("LeaderWords", "empty"),
    TileState.CONNECTING: marked("LeaderWords", "connecting"),
    TileState.LIVE: marked("LeaderWords", "live"),
    TileState.STALE: marked("LeaderWords", "stands still"),
    TileState.OFFLINE: marked("LeaderWords", "offline"),
}
_FAULTS = {
    PictureFault.FROZEN: marked("LeaderWords", "stands still"),
    PictureFault.BLACK: marked("LeaderWords", "black"),
    PictureFault.NO_SIGNAL: marked("LeaderWords", "no signal"),
}
_DECISIONS = {
    DecisionState.OVERDUE: marked("LeaderWords", "overdue"),
    DecisionState.REFUSED: marked("LeaderWords", "declined"),
    DecisionState.UNDER_WAY: marked("LeaderWords", "under way"),
    DecisionState.DONE: marked("LeaderWords", "done"),
    DecisionState.STANDS: marked("LeaderWords", "stands"),
    DecisionState.WITHDRAWN: marked("LeaderWords", "withdrawn"),
}
