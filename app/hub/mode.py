"""The district's operating mode: routine or emergency, and who said so."""

from dataclasses import replace

from app.domain.events import EventKind
from app.domain.operating_mode import OperatingState
from app.hub.asking import Asking, expect
from app.services.commands.response import ChangeMode
from app.store.change import Change

DISTRICT = "district"


async def change_mode(change: Change, asking: Asking, command: ChangeMode) -> OperatingState:
    """Raises RefusedError."""
    asking.check_whole_district()
    known = await change.get(OperatingState, DISTRICT)
    version = known.version if known is not None else 0
    expect(version, command.expected_version)
    if known is not None and known.mode is command.mode:
        return known
    state = OperatingState(
        version=version + 1,
        mode=command.mode,
        since=change.now,
        by=asking.actor.actor_id,
        by_name=asking.actor.name,
        reason=command.reason,
    )
    if known is None:
        change.insert(state)
    else:
        change.replace(replace(state, name=known.name))
    payload = {"mode": state.mode.value, "reason": state.reason}
    change.record(EventKind.MODE_CHANGED, payload, about=[("operating-state", DISTRICT)])
    return state
