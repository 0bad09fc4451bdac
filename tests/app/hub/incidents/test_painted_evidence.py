"""Painted frames stop the video clock by themselves, or the hub says every reason why not."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow, Refusal
from app.domain.incidents import Incident, IncidentClass
from app.domain.outputs import Output, ShownTile, TileState
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.domain.rooms import Participation, ParticipationKind, ParticipationStatus, Whereabouts
from app.domain.sla.clock_rules import is_met
from app.domain.sla.clocks import StopManner
from app.link.hub_client import HubClient
from app.services.commands.clocks import SavePolicy, SendPaintedEvidence, StampEvidence
from app.services.commands.outputs import RegisterOutput, ReportOutput
from app.services.rows import SharedCamera, SharedScene
from tests.app.domain.examples import painted
from tests.app.hub.incidents.desk import PARK, Desk, clock_of, place_of, refused
from tests.app.hub.incidents.images import png
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")
NEAR, FAR, OTHERS = "camera-near", "camera-far", "camera-of-others"


TILES = tuple(
    ShownTile(tile=number, source_id=source_id, state=TileState.LIVE)
    for number, source_id in enumerate((NEAR, FAR, OTHERS))
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wall(desk: Desk) -> HubClient:
    """The seat whose output shows the near camera in tile 0 and the far one in tile 1; another seat shows the same."""
    await desk.put(
        camera(NEAR, PARK.longitude + 0.001, PARK.latitude),
        camera(FAR, PARK.longitude + 0.02, PARK.latitude),
        camera(OTHERS, PARK.longitude, PARK.latitude, OTHER_STREET),
    )
    seats = [await desk.as_(Role.OPERATOR, seat=seat) for seat in ("hall 1", "hall 2")]
    for number, seat in enumerate(seats, start=1):
        output_id = f"output-{number}"
        await seat.register_output(output_id, RegisterOutput(name=output_id, layout="2x2"))
        await seat.report_output(output_id, ReportOutput(layout="2x2", tiles=TILES))
    return seats[0]


def camera(camera_id: str, longitude: float, latitude: float, unit_id: str = STREET) -> SharedCamera:
    return SharedCamera(
        camera_id=camera_id,
        unit_id=unit_id,
        unit_path=f"/{DISTRICT}/{unit_id}/",
        name=camera_id,
        longitude=longitude,
        latitude=latitude,
    )


def flow(desk: Desk, **changes: Any) -> PaintedFlow:
    """Three seconds of a lively 25 fps picture until now."""
    now = desk.clock.now()
    known = {"source_id": NEAR, "first_at": now - timedelta(seconds=3), "last_at": now}
    return painted(**(known | changes))


def phone(incident: Incident, participation_id: str, **changes: Any) -> Participation:
    """In the incident's room, in the park."""
    at = incident.received_at
    known: dict[str, Any] = {
        "participation_id": participation_id,
        "room_id": f"room of {incident.incident_id}",
        "incident_id": incident.incident_id,
        "unit_id": incident.unit_id,
        "kind": ParticipationKind.FIELD,
        "status": ParticipationStatus.IN,
        "name": "老王",
        "whereabouts": Whereabouts(longitude=PARK.longitude, latitude=PARK.latitude, accuracy_m=10, at=at),
    }
    return Participation(**(known | changes))


async def show(desk: Desk, wall: HubClient, source_id: str) -> None:
    """In tile 3 beside the cameras."""
    tile = ShownTile(tile=3, source_id=source_id, state=TileState.LIVE)
    await wall.report_output("output-1", ReportOutput(layout="2x2", tiles=(*TILES, tile)))


async def test_a_phone_in_the_incidents_room_proves_the_scene_where_it_is_near(desk: Desk, wall: HubClient) -> None:
    incident, other = await desk.report(), await desk.report()
    far = Whereabouts(longitude=PARK.longitude + 0.02, latitude=PARK.latitude, accuracy_m=10, at=incident.received_at)
    long_ago = incident.received_at - timedelta(minutes=5)
    stale = Whereabouts(longitude=PARK.longitude, latitude=PARK.latitude, accuracy_m=10, at=long_ago)
    phones = {
        "phone-near": phone(incident, "phone-near"),
        "phone-far": phone(incident, "phone-far", whereabouts=far),
        "phone-somewhere": phone(incident, "phone-somewhere", whereabouts=None),
        "phone-long-ago": phone(incident, "phone-long-ago", whereabouts=stale),
        "phone-of-another": phone(other, "phone-of-another"),
        "phone-gone": phone(incident, "phone-gone", status=ParticipationStatus.LEFT),
        "a-seat": phone(incident, "a-seat", kind=ParticipationKind.SEAT),
    }
    await desk.put(*phones.values())
    desk.clock.advance(60)
    refusals = {}
    for source_id in (*phones, "nobody"):
        await show(desk, wall, source_id)
        if source_id != "phone-near":
            shown = flow(desk, source=EvidenceSource.FIELD_DEVICE, source_id=source_id, tile=3)
            refusals[source_id] = (await send(wall, incident, shown)).refusals
    assert refusals == {
        "phone-far": (Refusal.OUT_OF_RANGE,),
        "phone-somewhere": (Refusal.NO_POSITION,),
        "phone-long-ago": (Refusal.NO_POSITION,),
        "phone-of-another": (Refusal.UNKNOWN_SOURCE,),
        "phone-gone": (Refusal.UNKNOWN_SOURCE,),
        "a-seat": (Refusal.UNKNOWN_SOURCE,),
        "nobody": (Refusal.UNKNOWN_SOURCE,),
    }
    await show(desk, wall, "phone-near")
    shown = flow(desk, source=EvidenceSource.FIELD_DEVICE, source_id="phone-near", tile=3)
    evidence = await send(wall, incident, shown)
    assert (evidence.refusals, evidence.distance_m) == ((), 0.0)
    assert clock_of(await desk.now(incident)).stop is not None


async def send(client: HubClient, incident: Incident, painted: PaintedFlow, **more: Any) -> Evidence:
    return await client.send_painted_evidence(incident.incident_id, SendPaintedEvidence(flow=painted, **more))


async def test_a_near_picture_on_the_wall_stops_the_clock_when_its_three_seconds_were_full(
    desk: Desk, wall: HubClient
) -> None:
    incident = await desk.report()
    desk.clock.advance(70)
    shown = flow(desk, first_at=desk.after(-10))
    evidence = await send(wall, incident, shown)
    assert (evidence.refusals, evidence.seat, evidence.painted) == ((), "hall 1", shown)
    assert evidence.distance_m == pytest.approx(95.1, abs=0.5)
    now = await desk.now(incident)
    clock = clock_of(now)
    assert clock.stop is not None
    assert (clock.stop.manner, clock.stop.evidence_id) == (StopManner.EVIDENCE, evidence.evidence_id)
    assert clock.stop.at == desk.after(-7)
    assert is_met(clock)
    assert (evidence.clock_id, evidence.policy_version) == (clock.clock_id, clock.policy_version)
    assert now.version == incident.version
    (told,) = await desk.told(incident, EventKind.EVIDENCE_RECEIVED)
    assert ("evidence", evidence.evidence_id) in told.about
    assert (told.payload["accepted"], told.payload["painted"]["duration_s"]) == (True, "3.0")
    assert json.loads(json.dumps(told.payload), parse_float=pytest.fail) == told.payload, "JSON without floats"
    (stopped,) = await desk.told(incident, EventKind.CLOCK_STOPPED)
    assert (stopped.payload["manner"], stopped.payload["evidence"]) == ("evidence", evidence.evidence_id)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"source_id": "nobody"}, {Refusal.UNKNOWN_SOURCE, Refusal.NOT_ON_OUTPUT}),
        ({"source": EvidenceSource.FIELD_DEVICE}, {Refusal.UNKNOWN_SOURCE}),
        ({"source_id": FAR, "tile": 1}, {Refusal.OUT_OF_RANGE}),
        ({"source_id": FAR}, {Refusal.OUT_OF_RANGE, Refusal.NOT_ON_OUTPUT}),
        ({"output_id": "nowhere"}, {Refusal.UNKNOWN_OUTPUT}),
        ({"output_id": "output-2"}, {Refusal.OTHER_SEAT}),
        ({"tile": 10**30}, {Refusal.NOT_ON_OUTPUT}),
        ({"visible_share": 0.5}, {Refusal.NOT_VISIBLE}),
        ({"frames": 3, "changed_pictures": 3}, {Refusal.TOO_SHORT}),
        ({"longest_gap_s": 2.0}, {Refusal.FROZE}),
        ({"luma_mean": 10.0, "luma_deviation": 1.0}, {Refusal.BLACK}),
        ({"flat_share": 0.93}, {Refusal.NO_SIGNAL_CARD}),
    ],
)
async def test_each_reason_is_named_kept_and_leaves_the_clock_running(
    desk: Desk, wall: HubClient, changes: dict[str, Any], reasons: set[Refusal]
) -> None:
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(wall, incident, flow(desk, **changes))
    assert set(evidence.refusals) == reasons
    page = await desk.page(incident)
    assert (page.evidence, page.incident) == ((evidence,), incident)
    (told,) = await desk.told(incident, EventKind.EVIDENCE_RECEIVED)
    assert told.payload["refusals"] == [one.value for one in evidence.refusals]


async def test_times_before_the_start_and_in_the_future(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report()
    assert Refusal.BEFORE_START in (await send(wall, incident, flow(desk))).refusals
    desk.clock.advance(60)
    late = flow(desk, first_at=desk.after(30), last_at=desk.after(33))
    assert (await send(wall, incident, late)).refusals == (Refusal.IN_THE_FUTURE,)


async def test_an_output_whose_seat_is_gone_proves_nothing(desk: Desk, wall: HubClient) -> None:
    gone = Output(output_id="output-gone", name="3", seat="hall 1", unit_id=DISTRICT, tiles=TILES)
    desk.hub.outputs.load([gone])  # as after a start of the hub
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(wall, incident, flow(desk, output_id="output-gone"))
    assert evidence.refusals == (Refusal.UNKNOWN_OUTPUT,)


async def test_a_place_without_coordinates_needs_a_plan_that_binds_the_camera(desk: Desk, wall: HubClient) -> None:
    classes = (IncidentClass.PUBLIC_HEALTH,)
    incident = await desk.report(place={"text": "华阳路街道"}, classes=classes)
    desk.clock.advance(20)
    assert (await send(wall, incident, flow(desk))).refusals == (Refusal.NO_POSITION,)
    plan = ResponsePlan(
        plan_id="plan", name="p", unit_id=STREET, incident_class=IncidentClass.PUBLIC_HEALTH, camera_ids=(NEAR, FAR)
    )
    await desk.put(plan)
    evidence = await send(wall, incident, flow(desk, source_id=FAR, tile=1))
    assert (evidence.refusals, evidence.bound_by_plan, evidence.distance_m) == ((), True, None)
    assert clock_of(await desk.now(incident)).stop is not None


async def test_a_camera_of_a_plans_scene_is_bound_by_the_plan(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report(place={"text": "华阳路街道", "grid_code": "G7"})
    desk.clock.advance(20)
    assert (await send(wall, incident, flow(desk))).refusals == (Refusal.NO_POSITION,)
    content = {"name": "场景", "layout": "1x1", "sources": [{"camera": FAR}]}
    scene = SharedScene(name="场景", unit_id=STREET, content=content)
    await desk.put(scene, ResponsePlan(plan_id="scene", name="p", unit_id=STREET, grid_code="G7", scene="场景"))
    evidence = await send(wall, incident, flow(desk, source_id=FAR, tile=1))
    assert (evidence.refusals, evidence.bound_by_plan) == ((), True)


async def test_the_radius_is_that_of_the_policy_under_which_the_clock_runs(desk: Desk, wall: HubClient) -> None:
    director = await desk.as_(Role.DIRECTOR)
    (video,) = await desk.officer.policies("video")
    old = await desk.report()
    wide = SavePolicy(
        expected_version=1, clock="video", name=video.name, stop=video.stop, targets=video.targets, radius_m=5000
    )
    await director.save_policy("video", wide)
    new = await desk.report()
    desk.clock.advance(20)
    far = flow(desk, source_id=FAR, tile=1)
    assert (await send(wall, old, far)).refusals == (Refusal.OUT_OF_RANGE,)
    assert (await send(wall, new, far)).refusals == ()


async def test_without_a_running_clock_it_is_kept_and_stops_nothing(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report()
    desk.clock.advance(20)
    first = await send(wall, incident, flow(desk))
    stopped = await desk.now(incident)
    again = await send(wall, incident, flow(desk, frames=77))
    assert (again.refusals, again.clock_id) == ((Refusal.NO_RUNNING_CLOCK,), None)
    assert await desk.now(incident) == stopped
    assert {one.evidence_id for one in (await desk.page(incident)).evidence} == {first.evidence_id, again.evidence_id}


async def test_the_same_nonsense_is_answered_and_kept_once_in_ten_seconds(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report()
    desk.clock.advance(20)
    first = await send(wall, incident, flow(desk, visible_share=0.5))
    desk.clock.advance(9)
    assert await send(wall, incident, flow(desk, visible_share=0.4)) == first
    other_reason = await send(wall, incident, flow(desk, longest_gap_s=1.0))
    desk.clock.advance(2)
    later = await send(wall, incident, flow(desk, visible_share=0.5))
    assert set((await desk.page(incident)).evidence) == {first, other_reason, later}
    assert len(await desk.told(incident, EventKind.EVIDENCE_RECEIVED)) == 3


async def test_only_seats_with_a_wall_prove_and_only_what_they_may_see(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report()
    desk.clock.advance(20)
    responder = await desk.as_(Role.RESPONDER, STREET, seat="hall 1")
    assert await refused(send(responder, incident, flow(desk))) == (403, "not-permitted")
    stranger = await desk.as_(Role.OPERATOR, OTHER_STREET, seat="hall 1")
    assert await refused(send(stranger, incident, flow(desk))) == (404, "not-found")
    street = await desk.as_(Role.OPERATOR, STREET, seat="hall 1")
    evidence = await send(street, incident, flow(desk, source_id=OTHERS, tile=2))
    assert set(evidence.refusals) == {Refusal.UNKNOWN_SOURCE, Refusal.UNKNOWN_OUTPUT}
    assert evidence.distance_m is None, "a guess tells nothing about others' cameras"


async def test_the_snapshot_is_the_one_that_the_evidence_names(desk: Desk, wall: HubClient) -> None:
    incident, other = await desk.report(), await desk.report()
    picture = png(64, 36)
    sha256 = hashlib.sha256(picture).hexdigest()
    attached = await wall.attach(incident.incident_id, name="evidence.png", picture=picture, media_type="image/png")
    desk.clock.advance(20)
    key = attached.attachment_id
    wrong = flow(desk, snapshot_sha256="0" * 64)
    assert await place_of(send(wall, incident, wrong, snapshot_id=key)) == "snapshot_id"
    assert await place_of(send(wall, other, flow(desk), snapshot_id=key)) == "snapshot_id"
    assert await place_of(send(wall, incident, flow(desk, snapshot_sha256="what?"))) == "flow.snapshot_sha256"
    assert await place_of(send(wall, incident, flow(desk, source_id="x" * 201))) == "flow.source_id"
    evidence = await send(wall, incident, flow(desk, snapshot_sha256=sha256), snapshot_id=key)
    assert (evidence.refusals, evidence.snapshot_id) == ((), key)
    page = await desk.page(incident)
    assert (page.incident.photos, page.attachments) == ((), (attached,))


async def test_a_person_says_later_whether_it_shows_the_scene(desk: Desk, wall: HubClient) -> None:
    incident = await desk.report()
    desk.clock.advance(20)
    evidence = await send(wall, incident, flow(desk))
    clock = clock_of(await desk.now(incident))
    command = StampEvidence(expected_version=1, shows_scene=False, note="it is turned away")
    operator = await desk.as_(Role.OPERATOR)
    assert await refused(operator.stamp_evidence(evidence.evidence_id, command)) == (403, "not-permitted")
    stamped = await desk.officer.stamp_evidence(evidence.evidence_id, command)
    (stamp,) = stamped.stamps
    assert (stamp.shows_scene, stamp.note, stamp.at, stamped.version) == (False, command.note, desk.clock.now(), 2)
    assert await refused(desk.leader.stamp_evidence(evidence.evidence_id, command)) == (409, "stale-version")
    assert await refused(desk.officer.stamp_evidence("nothing", command)) == (404, "not-found")
    again = StampEvidence(expected_version=2, shows_scene=True)
    assert [one.shows_scene for one in (await desk.leader.stamp_evidence(evidence.evidence_id, again)).stamps] == [
        False,
        True,
    ]
    assert clock_of(await desk.now(incident)) == clock
    assert len(await desk.told(incident, EventKind.EVIDENCE_STAMPED)) == 2
