"""What is known of an incident is corrected, noted and shared; the log has what was there before."""

import pytest

from app.domain.events import EventKind
from app.domain.incidents import Casualties, IncidentClass, Place
from app.domain.permissions import Role
from app.services.commands.incidents import ChangeIncident, ShareIncident, WriteNote
from app.services.commands.tasks import Assign
from tests.app.hub.incidents.desk import PARK, Desk, place_of, refused
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_correction_changes_what_is_given_and_tells_both_values(desk: Desk) -> None:
    incident = await desk.report(description="smoke on the second floor")
    command = ChangeIncident(
        expected_version=1, casualties=Casualties(injured=2), title="商场火情（二层）", reporter="王"
    )
    changed = await desk.officer.change_incident(incident.incident_id, command)
    assert (changed.title, changed.casualties.injured, changed.version) == ("商场火情（二层）", 2, 2)
    assert (changed.description, changed.place, changed.clocks) == (
        incident.description,
        incident.place,
        incident.clocks,
    )
    (told,) = await desk.told(incident, EventKind.INCIDENT_CHANGED)
    assert told.payload["changed"]["title"] == {"from": "商场火情", "to": "商场火情（二层）"}
    assert told.payload["changed"]["casualties"]["to"]["injured"] == 2
    assert set(told.payload["changed"]) == {"title", "casualties", "reporter"}


async def test_a_correction_that_corrects_nothing_leaves_no_trace(desk: Desk) -> None:
    incident = await desk.report()
    seq = desk.hub.store.writer.head_seq
    same = ChangeIncident(expected_version=1, title=incident.title, classes=incident.classes)
    assert await desk.officer.change_incident(incident.incident_id, same) == incident
    assert desk.hub.store.writer.head_seq == seq


async def test_coordinates_are_told_without_floats(desk: Desk) -> None:
    incident = await desk.report()
    place = Place(text="中山公园 2号口", point=PARK, grid_code="310105001001")
    await desk.officer.change_incident(incident.incident_id, ChangeIncident(expected_version=1, place=place))
    (told,) = await desk.told(incident, EventKind.INCIDENT_CHANGED)
    assert told.payload["changed"]["place"]["to"]["point"] == {"longitude": "121.41625", "latitude": "31.2212"}


async def test_refused_corrections_change_nothing(desk: Desk) -> None:
    incident = await desk.report()
    key = incident.incident_id
    change = desk.officer.change_incident
    nowhere = ChangeIncident(expected_version=1, place=Place(text="?", site_id="nowhere"))
    assert await place_of(change(key, nowhere)) == "place.site_id"
    late = ChangeIncident(expected_version=1, occurred_at=desk.after(600))
    assert await place_of(change(key, late)) == "occurred_at"
    assert await refused(change(key, ChangeIncident(expected_version=7, title="x"))) == (409, "stale-version")
    assert await refused(change("nobody", ChangeIncident(expected_version=1))) == (404, "not-found")
    responder = await desk.as_(Role.RESPONDER, STREET)
    command = ChangeIncident(expected_version=1, classes=(IncidentClass.PUBLIC_HEALTH,))
    assert await refused(responder.change_incident(key, command)) == (403, "not-permitted")
    assert await desk.now(incident) == incident


async def test_a_closed_incident_is_still_put_right(desk: Desk) -> None:
    incident = await desk.closed()
    command = ChangeIncident(expected_version=incident.version, casualties=Casualties(dead=1))
    assert (await desk.officer.change_incident(incident.incident_id, command)).casualties.dead == 1


async def test_a_note_is_on_the_timeline_and_refuses_nobodys_command(desk: Desk) -> None:
    incident = await desk.report()
    operator = await desk.as_(Role.OPERATOR, STREET)
    assert await operator.write_note(incident.incident_id, WriteNote(text="camera 2 shows it best")) == incident
    (told,) = await desk.told(incident, EventKind.INCIDENT_NOTED)
    assert told.payload == {"text": "camera 2 shows it best"}


async def test_shared_units_see_it_and_may_not_change_it(desk: Desk) -> None:
    incident = await desk.report()
    key = incident.incident_id
    other = await desk.as_(Role.DUTY_OFFICER, OTHER_STREET)
    assert await refused(other.incident_page(key)) == (404, "not-found")
    shared = await desk.officer.share_incident(key, ShareIncident(expected_version=1, unit_ids=(OTHER_STREET, STREET)))
    assert shared.shared_with == (OTHER_STREET,)
    assert (await other.incident_page(key)).incident == shared
    assert await refused(other.write_note(key, WriteNote(text="ours"))) == (403, "not-permitted")
    (told,) = await desk.told(incident, EventKind.INCIDENT_SHARED)
    assert told.payload == {"unit_ids": [OTHER_STREET], "before": []}
    await desk.officer.share_incident(key, ShareIncident(expected_version=2, unit_ids=()))
    assert await refused(other.incident_page(key)) == (404, "not-found")


async def test_it_is_shared_with_units_that_there_are_and_kept_in_sight_of_those_at_work(desk: Desk) -> None:
    incident = await desk.report()
    key = incident.incident_id
    nobody = ShareIncident(expected_version=1, unit_ids=(OTHER_STREET, "nobody"))
    assert await place_of(desk.officer.share_incident(key, nobody)) == "unit_ids.1"
    await desk.officer.assign(key, Assign(unit_id=OTHER_STREET, task="close the road"))
    with_nobody = ShareIncident(expected_version=2, unit_ids=())
    assert await refused(desk.officer.share_incident(key, with_nobody)) == (409, "assignments-open")
    assert (await desk.now(incident)).shared_with == (OTHER_STREET,)
