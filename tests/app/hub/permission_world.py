"""Things of some unit, put straight into the store: what the requests of the permission matrix are about."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.accounts import Account, ApiKey, Session
from app.domain.decisions import Decision
from app.domain.events import EventKind
from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow
from app.domain.incidents import (
    Assignment,
    AssignmentStatus,
    Incident,
    IncidentClass,
    IncidentLevel,
    IncidentStatus,
    Place,
)
from app.domain.outputs import Output, Push
from app.domain.people import Person, RoleTitle, Shift
from app.domain.permissions import Actor, Role
from app.domain.plans import ResponsePlan
from app.domain.response import ChecklistItem, Response, ResponseStep, StepKind
from app.domain.rooms import (
    Invitation,
    InvitationStatus,
    JoinLink,
    Participation,
    ParticipationKind,
    ParticipationStatus,
    Room,
    RoomKind,
)
from app.domain.sla.clocks import SlaClock
from app.domain.units import Unit, UnitKind, child_path
from app.hub.directory import Directory
from app.services.rows import Attachment, SharedCamera, SharedScene, SharedTour
from app.store.change import Change
from app.store.secrets import AccountSecret
from tests.app.hub.incidents.images import png
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET

NOW = datetime.now(UTC)
PICTURE = png(4, 4)
_NUMBERS = itertools.count(1)

PAINTED = {
    "source": "camera",
    "source_id": "C1",
    "output_id": "wall",
    "tile": 0,
    "frames": 75,
    "first_at": NOW.isoformat(),
    "last_at": NOW.isoformat(),
    "monotonic_s": 1.0,
    "duration_s": 3.0,
    "mean_gap_s": 0.04,
    "longest_gap_s": 0.05,
    "visible_share": 1.0,
    "luma_mean": 100.0,
    "luma_deviation": 40.0,
    "flat_share": 0.1,
    "changed_pictures": 74,
}


def unit_of(relation: str) -> str:
    return {"own": STREET, "above": DISTRICT}.get(relation, OTHER_STREET)


@dataclass
class Asker:
    """One role at the desk: its token and who the hub knows it as."""

    role: Role
    token: str
    actor: Actor
    session_id: str


@dataclass
class World:
    """What has to be there before a request is made."""

    directory: Directory
    staged: list[Callable[[Change], None]] = field(default_factory=list)

    def add(self, thing: Any) -> Any:
        self.staged.append(lambda change: change.insert(thing))
        return thing

    async def stage(self, change: Change) -> None:
        for one in self.staged:
            one(change)
        self.staged.clear()

    # -- things

    def unit(self, relation: str) -> Unit:
        parent, key = unit_of(relation), name("unit")
        path = child_path(self.directory.path(parent), key)
        return self.add(Unit(unit_id=key, kind=UnitKind.SITE, name=key, parent_id=parent, path=path))

    def person(self, relation: str) -> Person:
        return self.add(Person(person_id=name("person"), name="某人", unit_id=unit_of(relation)))

    def shift(self, relation: str) -> Shift:
        start = NOW + timedelta(days=next(_NUMBERS))
        person = self.person(relation)
        return self.add(
            Shift(
                shift_id=name("shift"),
                unit_id=unit_of(relation),
                person_id=person.person_id,
                title=RoleTitle.STANDBY,
                starts_at=start,
                ends_at=start + timedelta(hours=1),
            )
        )

    def account(self, relation: str) -> Account:
        key = name("account")
        self.add(AccountSecret(account_id=key, password_hash="none"))
        return self.add(Account(account_id=key, login=key, name=key, role=Role.OPERATOR, unit_id=unit_of(relation)))

    def session(self, relation: str) -> Session:
        account = self.account(relation)
        return self.add(
            Session(
                session_id=name("session"),
                account_id=account.account_id,
                seat="",
                created_at=NOW,
                last_used_at=NOW,
                expires_at=NOW + timedelta(days=1),
            )
        )

    def api_key(self, relation: str) -> ApiKey:
        return self.add(ApiKey(api_key_id=name("key"), name="某系统", unit_id=unit_of(relation), created_at=NOW))

    def incident(self, relation: str, **fields: Any) -> Incident:
        key = name("incident")
        clock = SlaClock(
            clock_id=f"{key}:video",
            incident_id=key,
            kind="video",
            name="视频",
            policy_id="video",
            policy_version=1,
            started_at=NOW,
            target_s=300.0,
            thresholds=(),
        )
        known: dict[str, Any] = {
            "incident_id": key,
            "number": key,
            "title": "事件",
            "classes": (IncidentClass.ACCIDENT,),
            "level": IncidentLevel.IV,
            "unit_id": unit_of(relation),
            "shared_with": (STREET,) if relation == "shared" else (),
            "place": Place(text="某处"),
            "registered_at": NOW,
            "received_at": NOW,
            "clocks": (clock,),
        }
        return self.add(Incident(**(known | fields)))

    def assignment(self, relation: str) -> Assignment:
        opened = {"status": IncidentStatus.ASSIGNED, "opened_at": NOW}
        return self.add(
            Assignment(
                assignment_id=name("assignment"),
                incident_id=self.incident(relation, **opened).incident_id,
                unit_id=STREET if relation == "shared" else unit_of(relation),
                task="去看看",
                status=AssignmentStatus.SENT,
                assigned_at=NOW,
                assigned_by="hub",
            )
        )

    def decision(self, relation: str) -> Decision:
        return self.add(
            Decision(
                decision_id=name("decision"),
                incident_id=self.incident(relation).incident_id,
                text="疏散",
                decided_by="hub",
                decided_by_name="hub",
                decided_at=NOW,
            )
        )

    def evidence(self, relation: str) -> Evidence:
        incident_id = self.incident(relation).incident_id
        key = name("evidence")
        painted = PaintedFlow(**(PAINTED | {"source": EvidenceSource.CAMERA, "first_at": NOW, "last_at": NOW}))
        return self.add(
            Evidence(evidence_id=key, incident_id=incident_id, painted=painted, seat="", sent_by="hub", received_at=NOW)
        )

    def attachment(self, relation: str) -> Attachment:
        return self.add(
            Attachment(
                attachment_id=name("picture"),
                incident_id=self.incident(relation).incident_id,
                media_type="image/png",
                name="a.png",
                size_bytes=len(PICTURE),
                sha256=hashlib.sha256(PICTURE).hexdigest(),
                added_at=NOW,
                added_by="hub",
            )
        )

    def response(self, relation: str) -> Response:
        """One whose checklist can be ticked or taken back, and whose scene can be pushed."""
        step = ResponseStep(number=1, kind=StepKind.CHECKLIST_STARTED, at=NOW, by="hub", can_undo=True)
        return self.add(
            Response(
                incident_id=self.incident(relation).incident_id,
                started_at=NOW,
                scene="事件",
                output_id="wall",
                is_proposed=True,
                checklist=(ChecklistItem(text="核对"),),
                steps=(step,),
            )
        )

    def room(self, relation: str) -> Room:
        return self.add(
            Room(
                room_id=name("room"),
                kind=RoomKind.DUTY,
                name="会议",
                unit_id=unit_of(relation),
                shared_with=(STREET,) if relation == "shared" else (),
                opened_at=NOW,
                opened_by="hub",
            )
        )

    def invitation(self, relation: str) -> Invitation:
        room = self.room(relation)
        return self.add(
            Invitation(
                invitation_id=name("invitation"),
                room_id=room.room_id,
                unit_id=room.unit_id,
                of_unit_id=room.unit_id,
                person_id=self.person(relation).person_id,
                status=InvitationStatus.OPENED,
                created_at=NOW,
                created_by="hub",
            )
        )

    def camera_in_room(self, relation: str) -> Participation:
        room, camera = self.room(relation), self.camera(relation)
        return self.add(
            Participation(
                participation_id=name("camera"),
                room_id=room.room_id,
                unit_id=room.unit_id,
                kind=ParticipationKind.CAMERA,
                status=ParticipationStatus.IN,
                name="摄像机",
                account_id="somebody else",
                camera_id=camera.camera_id,
            )
        )

    def link(self, relation: str) -> JoinLink:
        room = self.room(relation)
        return self.add(
            JoinLink(
                link_id=name("link"),
                room_id=room.room_id,
                unit_id=room.unit_id,
                created_at=NOW,
                created_by="hub",
                expires_at=NOW + timedelta(hours=1),
            )
        )

    def plan(self, relation: str) -> ResponsePlan:
        return self.add(ResponsePlan(plan_id=name("plan"), name="预案", unit_id=unit_of(relation)))

    def camera(self, relation: str) -> SharedCamera:
        key = name("code:C")
        return self.add(
            SharedCamera(
                camera_id=key,
                unit_id=unit_of(relation),
                unit_path=self.directory.path(unit_of(relation)),
                shared_with=(STREET,) if relation == "shared" else (),
                name=key,
                code=key.removeprefix("code:"),
                main_url=f"rtsp://10.0.0.1/{key}",
            )
        )

    def scene(self, relation: str) -> SharedScene:
        key = name("scene")
        return self.add(SharedScene(name=key, unit_id=unit_of(relation), content=scene(key)))

    def tour(self, relation: str) -> SharedTour:
        key = name("tour")
        return self.add(SharedTour(name=key, unit_id=unit_of(relation), content=tour(key)))

    def output(self, relation: str, asker: Asker) -> Output:
        """Served by the asking seat."""
        key = name("output")
        push = Push(push_id=f"{key}:push", scene="x", by="hub", at=NOW)
        output = self.add(Output(output_id=key, name=key, seat=asker.actor.seat, unit_id=unit_of(relation), push=push))
        self.staged.append(
            lambda change: change.record(
                EventKind.OUTPUT_REGISTERED,
                {"session": asker.session_id},
                about=[("output", key)],
                unit_id=output.unit_id,
                actor=asker.actor,
            )
        )
        return output


def name(kind: str) -> str:
    return f"{kind}{next(_NUMBERS)}"


def scene(key: str) -> dict[str, Any]:
    return {"name": key, "layout": "2x2"}


def tour(key: str) -> dict[str, Any]:
    return {"name": key, "steps": [{"dwell_s": 10, "camera": "code:C1"}]}
