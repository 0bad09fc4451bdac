"""What the hub's conference engine would say of a room: who of the required people was in it, both ways, since when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.domain.evidence import ConferenceFlow, Evidence, RoleFlow
from app.domain.evidence_rules import CONFERENCE_HELD_S
from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.sla.policies import CONFERENCE
from app.domain.streets import STREETS
from app.hub.asking import Asking
from app.hub.demo.roster import Roster
from app.hub.founding import DISTRICT
from app.hub.incidents.conference_evidence import conference
from app.hub.incidents.evidence import plans_of
from app.services.commands import SendConferenceEvidence
from app.store.change import Change

_ON_SHIFT = frozenset({RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER})


async def prove_conference(
    change: Change, asking: Asking, incident: Incident, roster: Roster, *, fulfilled_at: datetime, random: Random
) -> Evidence:
    """Everybody whom policy and plan require was there, the last for just long enough at `fulfilled_at`.

    Raises RefusedError, DemoFileError.
    """
    policy = asking.hub.policies.newest(CONFERENCE)
    plans = await plans_of(change, asking, incident)
    required = {title for plan in plans for title in plan.required_titles}
    required |= set(policy.required_titles if policy is not None else ())
    complete_at = fulfilled_at - timedelta(seconds=CONFERENCE_HELD_S)
    path = asking.hub.directory.path(incident.unit_id)
    people = [(title, person_id) for title in sorted(required) for person_id in _who(title, path, roster, complete_at)]
    random.shuffle(people)
    roles = []
    for number, (title, person_id) in enumerate(people):
        is_last = number + 1 == len(people)
        both_ways = complete_at - timedelta(seconds=0.0 if is_last else round(random.uniform(9, 150), 3))
        received = both_ways - timedelta(seconds=round(random.uniform(0.3, 1.9), 3))
        roles.append(RoleFlow(title=title, person_id=person_id, received_since=received, acknowledged_since=both_ways))
    flow = ConferenceFlow(
        room_id=f"room-{incident.number}",
        at=change.now,
        monotonic_s=asking.hub.clock.monotonic_s(),
        roles=tuple(roles),
    )
    return await conference(change, asking, incident.incident_id, SendConferenceEvidence(flow=flow))


def _who(title: RoleTitle, path: str, roster: Roster, moment: datetime) -> Iterator[str]:
    """People who answer a call to this title for an incident of the unit at `path`."""
    if title in _ON_SHIFT:
        yield roster.on_duty(DISTRICT.unit_id, title, moment)
    elif title is RoleTitle.STREET_LEADER:
        streets = [street.code for street in STREETS if f"/{street.code}/" in path]
        # What concerns the whole district concerns all of them.
        for code in streets or [street.code for street in STREETS]:
            yield roster.holder(title, code)
    else:
        yield roster.holder(title, DISTRICT.unit_id)
