"""What a seat or another system can ask of the hub: the bodies of its requests, checked before anything is looked at.

Commands that change something name the `expected_version` of what they change; another one gets 409 and changes
nothing.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.domain.evidence import ConferenceFlow, PaintedFlow
from app.domain.incidents import (
    AssignmentStatus,
    Casualties,
    IncidentClass,
    IncidentLevel,
    IncidentSource,
    IncidentStatus,
    Place,
    ReportKind,
)
from app.domain.join_links import DEFAULT_LINK_S, MAX_LINK_S, MIN_LINK_S, MOST_LINK_USES
from app.domain.operating_mode import OperatingMode
from app.domain.outputs import PushStatus, ShownTile
from app.domain.people import Contact, Hat, PersonType, RoleTitle
from app.domain.permissions import Role
from app.domain.plans import PlanPush
from app.domain.rooms import JoinLink
from app.domain.scene_building import MOST_TILES
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import RingRule, StartRule, StopRule, Target, Threshold
from app.domain.units import Point, UnitKind
from app.services.camera_fields import MOST_CAMERAS
from app.services.shared_cameras import MOST_VIEWS_AT_ONCE
from streams.url import LONGEST_URL

# Control characters besides tab and line feed are taken by no terminal and not by every database.
_PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"

Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", strip_whitespace=True)]
Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", strip_whitespace=True)
]
LongText = Annotated[str, StringConstraints(max_length=20_000, pattern=_PRINTABLE, strip_whitespace=True)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=_PRINTABLE, strip_whitespace=True)]
Version = Annotated[int, Field(ge=1, le=2**53)]
# Far from where calculating with times, in whatever zone, leaves the calendar.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
MOST_TASKS = 20  # of one decision
Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class VersionedCommand(Command):
    expected_version: Version


# -- sessions and accounts


class LogIn(Command):
    login: Line
    password: Annotated[str, Field(max_length=1000, repr=False)]
    seat: Line = ""


class LoggedIn(Command):
    """The answer: `token` is shown this once; `person_id` is who it is in the directory."""

    token: Annotated[str, Field(repr=False)]
    account_id: str
    name: str
    role: Role
    unit_id: str
    unit_path: str
    person_type: PersonType = PersonType.STAFF
    person_id: str | None = None
    expires_at: datetime


class ChangePassword(Command):
    old_password: Annotated[str, Field(max_length=1000, repr=False)]
    new_password: Annotated[str, Field(min_length=10, max_length=1000, repr=False)]


class SaveAccount(Command):
    """`expected_version` None makes a new one, then `password` is needed; later it sets a new one."""

    expected_version: Version | None = None
    login: Title
    name: Title
    role: Role
    unit_id: Key
    person_id: Key | None = None
    person_type: PersonType = PersonType.STAFF
    disabled: bool = False
    password: Annotated[str | None, Field(min_length=10, max_length=1000, repr=False)] = None


class IssueApiKey(Command):
    name: Title
    unit_id: Key
    expires_at: Moment | None = None


class IssuedApiKey(Command):
    """`token` is shown this once."""

    api_key_id: str
    token: Annotated[str, Field(repr=False)]


# -- directory


class SaveUnit(Command):
    expected_version: Version | None = None
    kind: UnitKind
    name: Title
    parent_id: Key | None = None
    point: Point | None = None
    grid_code: Line = ""
    city_code: Line = ""
    contacts: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


class SavePerson(Command):
    expected_version: Version | None = None
    name: Title
    unit_id: Key
    person_type: PersonType = PersonType.STAFF
    hats: Annotated[tuple[Hat, ...], Field(max_length=20)] = ()
    contacts: Annotated[tuple[Contact, ...], Field(max_length=20)] = ()
    active: bool = True


class SaveShift(Command):
    expected_version: Version | None = None
    unit_id: Key
    person_id: Key
    title: RoleTitle
    starts_at: Moment
    ends_at: Moment


# -- incidents


class ReportIncident(Command):
    """`place` has at least a text; a site, a code or coordinates locate it. Without `unit_id` the place decides."""

    title: Title
    classes: Annotated[tuple[IncidentClass, ...], Field(min_length=1, max_length=4)]
    level: IncidentLevel = IncidentLevel.IV
    place: Place
    unit_id: Key | None = None
    source: IncidentSource = IncidentSource.OTHER
    external_id: Line = ""
    casualties: Casualties = Casualties()
    description: LongText = ""
    reporter: Line = ""
    occurred_at: Moment | None = None
    is_drill: bool = False
    parent_id: Key | None = None


class MoveIncident(VersionedCommand):
    to: IncidentStatus
    note: LongText = ""


class ChangeIncident(VersionedCommand):
    """What is None stays as it is."""

    title: Title | None = None
    classes: Annotated[tuple[IncidentClass, ...] | None, Field(min_length=1, max_length=4)] = None
    place: Place | None = None
    casualties: Casualties | None = None
    description: LongText | None = None
    reporter: Line | None = None
    occurred_at: Moment | None = None


class ChangeLevel(VersionedCommand):
    level: IncidentLevel
    reason: Reason


class WriteNote(Command):
    text: Reason


class ShareIncident(VersionedCommand):
    """With exactly these units from now on."""

    unit_ids: Annotated[tuple[Key, ...], Field(max_length=100)]


class MergeIncident(VersionedCommand):
    """This incident goes into `into`."""

    into: Key
    into_expected_version: Version
    reason: Reason


class LinkIncident(VersionedCommand):
    """Under a parent, or (None) under none any more."""

    parent_id: Key | None


class ReopenIncident(VersionedCommand):
    reason: Reason


class ProposeBackdating(VersionedCommand):
    received_at: Moment
    reason: Reason


class ConfirmBackdating(VersionedCommand):
    pass


class Assign(Command):
    unit_id: Key
    person_id: Key | None = None
    title: RoleTitle | None = None
    task: Reason
    due_at: Moment | None = None


class Decide(Command):
    """With the tasks that come of it: all of it is kept, or nothing."""

    text: Reason
    tasks: Annotated[tuple[Assign, ...], Field(max_length=MOST_TASKS)] = ()


class WithdrawDecision(VersionedCommand):
    """Tasks of it that are not done are withdrawn with it."""

    reason: Reason


class AnswerAssignment(VersionedCommand):
    status: AssignmentStatus
    answer: LongText = ""


class WriteReport(Command):
    """`corrects` names the number of a report of this kind that gets a new revision."""

    kind: ReportKind
    text: Reason
    casualties: Casualties = Casualties()
    corrects: Annotated[int | None, Field(ge=1)] = None


# -- clocks and evidence


class StopClock(Command):
    reason: Reason


class ExcludeClock(Command):
    reason: ExclusionReason
    note: LongText = ""


class SendPaintedEvidence(Command):
    """`snapshot_id` is the attachment with the tile's picture, uploaded before."""

    flow: PaintedFlow
    snapshot_id: Key | None = None


class SendConferenceEvidence(Command):
    flow: ConferenceFlow


class StampEvidence(VersionedCommand):
    shows_scene: bool
    note: LongText = ""


class SavePolicy(Command):
    """A new version of the policy; running clocks keep theirs."""

    expected_version: Annotated[int, Field(ge=0)]
    clock: Title
    name: Title
    start: StartRule = StartRule.RECEIVED
    stop: StopRule
    targets: Annotated[tuple[Target, ...], Field(min_length=1, max_length=200)]
    thresholds: Annotated[tuple[Threshold, ...], Field(max_length=20)] = ()
    radius_m: Annotated[float, Field(gt=0, le=50_000)] = 500.0
    required_titles: tuple[RoleTitle, ...] = ()
    ringing: RingRule = RingRule()
    enabled: bool = True
    applies_to_drills: bool = True


class SavePlan(Command):
    expected_version: Version | None = None
    name: Title
    unit_id: Key
    site_id: Key | None = None
    grid_code: Line = ""
    incident_class: IncidentClass | None = None
    level: IncidentLevel | None = None
    camera_ids: Annotated[tuple[Key, ...], Field(max_length=200)] = ()
    scene: Key | None = None
    required_titles: tuple[RoleTitle, ...] = ()
    invited_titles: tuple[RoleTitle, ...] = ()
    checklist: Annotated[tuple[Title, ...], Field(max_length=100)] = ()
    output_id: Key | None = None
    push: PlanPush = PlanPush.ALWAYS
    most_cameras: Annotated[int, Field(ge=0, le=MOST_TILES)] = 5
    field_tiles: Annotated[int, Field(ge=0, le=4)] = 1
    link_titles: tuple[RoleTitle, ...] = ()
    review_after_days: Annotated[int, Field(ge=1, le=3650)] = 365
    reviewed_at: Moment | None = None


class Rehearse(Command):
    """Of an incident that is there, or of facts as in `ReportIncident`: then with a place."""

    incident_id: Key | None = None
    classes: Annotated[tuple[IncidentClass, ...], Field(max_length=4)] = ()
    level: IncidentLevel = IncidentLevel.IV
    place: Place | None = None
    unit_id: Key | None = None


# -- rooms, rings, links


class OpenRoom(Command):
    """Of an incident. `lobby`: who comes by a link waits until somebody lets them in."""

    lobby: bool = True


class OpenDutyRoom(Command):
    """A standing room; it rings nobody by itself."""

    name: Title
    unit_id: Key
    lobby: bool = True


class ChangeRoom(VersionedCommand):
    """What is None stays as it is."""

    name: Title | None = None
    lobby: bool | None = None
    locked: bool | None = None


class EndRoom(VersionedCommand):
    pass


class Ring(Command):
    """A person, a title, or a person for a title."""

    person_id: Key | None = None
    title: RoleTitle | None = None

    @model_validator(mode="after")
    def _rings_somebody(self) -> Self:
        if self.person_id is None and self.title is None:
            raise ValueError("a person or a title is rung")
        return self


class InvitationAnswer(StrEnum):
    ACCEPT = "accept"
    BY_PHONE = "by-phone"
    DECLINE = "decline"


class AnswerInvitation(VersionedCommand):
    answer: InvitationAnswer
    reason: LongText = ""


class RingAgain(VersionedCommand):
    pass


class WithdrawInvitation(VersionedCommand):
    pass


class IssueLink(Command):
    """For browsers without an account. `lasts_s` from now; `most_uses` devices. `auto_admit`: past the lobby."""

    name: Line = ""
    title: RoleTitle | None = None
    person_id: Key | None = None
    lasts_s: Annotated[int, Field(ge=MIN_LINK_S, le=MAX_LINK_S)] = DEFAULT_LINK_S
    most_uses: Annotated[int, Field(ge=1, le=MOST_LINK_USES)] = 1
    auto_admit: bool = True


class IssuedLink(Command):
    """The answer: the token is in `url` and in `qr_svg`. Of a link that somebody issued by hand both are shown this
    once."""

    link: JoinLink
    url: Annotated[str, Field(repr=False)]
    qr_svg: Annotated[str, Field(repr=False)]


class RevokeLink(VersionedCommand):
    """Who is inside by it is put out."""


class LinkWay(StrEnum):
    """How a link gets to somebody."""

    RING = "ring"
    QR = "qr"
    COPY = "copy"
    SMS = "sms"


class SendLink(Command):
    """That a link is shown, copied, or sent as a message: then with its `url`, which the hub has not kept, and to a
    `number`, else to the mobile of the link's person."""

    way: LinkWay
    url: Annotated[str, Field(max_length=500, repr=False)] = ""
    number: Annotated[str, StringConstraints(max_length=40, pattern=r"^$|^\+?[0-9][0-9 ()*#-]*$")] = ""


class ShareCameraIntoRoom(Command):
    camera_id: Key


# -- cameras, scenes, tours


class SaveCameras(Command):
    """Each camera as `camera_json` writes it. A password that is not named stays as it is, as long as the user does;
    "" takes it away. `replace_all`: the others of the asking seat's unit go. `instead_of`: the one camera given takes
    this one's place, which has another key."""

    cameras: Annotated[list[dict[str, Any]], Field(max_length=MOST_CAMERAS)]
    replace_all: bool = False
    instead_of: Key | None = None


class RemoveCameras(Command):
    camera_ids: Annotated[tuple[Key, ...], Field(max_length=MOST_CAMERAS)]


class ShareCamera(VersionedCommand):
    """With exactly these units from now on."""

    unit_ids: Annotated[tuple[Key, ...], Field(max_length=100)]


class ViewCameras(Command):
    """What is about to be shown. `addresses` are sealed ones (`app/services/sealed_addresses.py`)."""

    camera_ids: Annotated[tuple[Key, ...], Field(max_length=MOST_VIEWS_AT_ONCE)] = ()
    addresses: Annotated[tuple[Address, ...], Field(max_length=MOST_VIEWS_AT_ONCE)] = ()
    purpose: Line = ""


class SaveScene(Command):
    """`content` as `SceneRecord` or `TourRecord` writes it. `expected_version` None: the name must be free."""

    content: dict[str, Any]
    expected_version: Version | None = None


class SaveScenes(Command):
    """Whole or not at all."""

    scenes: Annotated[tuple[SaveScene, ...], Field(max_length=2_000)] = ()
    tours: Annotated[tuple[SaveScene, ...], Field(max_length=2_000)] = ()


class RenameScene(VersionedCommand):
    """Tours follow their scenes."""

    name: Key


# -- outputs


class RegisterOutput(Command):
    """By the seat that has the screen; the same id again takes it over for this seat's new session."""

    name: Title
    layout: Line = ""


class ReportOutput(Command):
    """What the output shows now; sent on every change, at most a few times a second."""

    layout: Line
    scene: Line | None = None
    tour: Line | None = None
    tiles: Annotated[tuple[ShownTile, ...], Field(max_length=256)] = ()
    in_window: bool = False


class PushToOutput(Command):
    """A scene, a camera or somebody of a conference (`Source.of_participant`); an incident only for the record."""

    scene: Key | None = None
    camera_id: Key | None = None
    participation_id: Key | None = None
    tile: Annotated[int | None, Field(ge=0, lt=256)] = None
    incident_id: Key | None = None
    release: bool = False  # back to what was there before the scene of the incident


class AnswerPush(Command):
    push_id: Key
    status: PushStatus
    detail: Line = ""


# -- what the hub does by itself


class DecideResponse(VersionedCommand):
    """About an incident's response: a step is taken back, or a proposed scene goes on the wall."""


class TickChecklist(VersionedCommand):
    done: bool = True


class ChangeMode(Command):
    """`expected_version` 0 where nobody has ever changed it."""

    expected_version: Annotated[int, Field(ge=0, le=2**53)]
    mode: OperatingMode
    reason: Reason
