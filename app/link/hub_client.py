"""The hub's commands and questions as a seat asks them, one method each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.domain.accounts import Account, ApiKey, Session
from app.domain.camera_health import CameraLook
from app.domain.decisions import Decision
from app.domain.events import Event
from app.domain.evidence import Evidence
from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.operating_mode import OperatingState
from app.domain.outputs import Output
from app.domain.patrol_state import LookAsked, PatrolState
from app.domain.people import Person, Shift
from app.domain.plan_rehearsal import PlanRehearsal, PlanVersion
from app.domain.plan_review import PlanReview
from app.domain.plans import ResponsePlan
from app.domain.response import Response
from app.domain.rooms import Invitation, JoinLink, Participation, Room
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit
from app.link.hub_wire import HubRefusedError, HubWire, quoted
from app.services.commands.cameras import RemoveCameras, SaveCameras, ShareCamera, ViewCameras
from app.services.commands.clocks import (
    ExcludeClock,
    SavePolicy,
    SendConferenceEvidence,
    SendPaintedEvidence,
    StampEvidence,
    StopClock,
)
from app.services.commands.directory import SavePerson, SaveShift, SaveUnit
from app.services.commands.incidents import (
    ChangeIncident,
    ChangeLevel,
    ConfirmBackdating,
    LinkIncident,
    MergeIncident,
    MoveIncident,
    ProposeBackdating,
    ReopenIncident,
    ReportIncident,
    ShareIncident,
    WriteNote,
    WriteReport,
)
from app.services.commands.links import IssuedLink, IssueLink, RevokeLink, SendLink
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput, ReportOutput
from app.services.commands.plans import Rehearse, SavePlan
from app.services.commands.response import ChangeMode, DecideResponse, TickChecklist
from app.services.commands.rooms import (
    AnswerInvitation,
    ChangeRoom,
    EndRoom,
    OpenDutyRoom,
    OpenRoom,
    Ring,
    RingAgain,
    ShareCameraIntoRoom,
    WithdrawInvitation,
)
from app.services.commands.scenes import RenameScene, SaveScene, SaveScenes
from app.services.commands.sessions import ChangePassword, IssueApiKey, IssuedApiKey, LoggedIn, LogIn, SaveAccount
from app.services.commands.tasks import AnswerAssignment, Assign, Decide, WithdrawDecision
from app.services.rows import Attachment, IncidentPage, RoomPage, SharedCamera, SharedScene, SharedTour
from app.services.shared_cameras import CameraAccess, CameraImport
from app.services.statistics_wire import Statistics, StatisticsQuery

_MOST_PICTURE_BYTES = 10_000_000


class HubClient(HubWire):
    """Owned by one loop. `close()` when done."""

    # -- session

    async def log_in(self, command: LogIn) -> LoggedIn:
        """Takes the token for all that follows."""
        answer = await self._send("POST", "/sessions", LoggedIn, command)
        self.token = answer.token
        return answer

    async def me(self) -> LoggedIn:
        """Who this token belongs to; the answer's token is empty."""
        return await self._send("GET", "/sessions/current", LoggedIn)

    async def log_out(self) -> None:
        await self._send("DELETE", "/sessions/current", None)

    async def change_password(self, command: ChangePassword) -> None:
        await self._send("POST", "/sessions/current/password", None, command)

    async def sessions(self) -> list[Session]:
        return await self._send("GET", "/sessions", list[Session])

    async def revoke_session(self, session_id: str) -> None:
        await self._send("DELETE", f"/sessions/{quoted(session_id)}", None)

    async def accounts(self) -> list[Account]:
        return await self._send("GET", "/accounts", list[Account])

    async def save_account(self, account_id: str | None, command: SaveAccount, *, key: str | None = None) -> Account:
        """`key` as in `report_incident`, for a new one."""
        if account_id is None:
            return await self._send("POST", "/accounts", Account, command, key=key)
        return await self._save("/accounts", account_id, Account, command)

    async def api_keys(self) -> list[ApiKey]:
        return await self._send("GET", "/api-keys", list[ApiKey])

    async def issue_api_key(self, command: IssueApiKey) -> IssuedApiKey:
        return await self._send("POST", "/api-keys", IssuedApiKey, command)

    async def revoke_api_key(self, api_key_id: str) -> None:
        await self._send("DELETE", f"/api-keys/{quoted(api_key_id)}", None)

    # -- directory

    async def units(self) -> list[Unit]:
        return await self._send("GET", "/units", list[Unit])

    async def people(self) -> list[Person]:
        return await self._send("GET", "/people", list[Person])

    async def shifts(self, **filters: str) -> list[Shift]:
        return await self._send("GET", "/shifts", list[Shift], parameters=filters)

    async def save_unit(self, unit_id: str | None, command: SaveUnit) -> Unit:
        return await self._save("/units", unit_id, Unit, command)

    async def remove_unit(self, unit_id: str) -> None:
        await self._send("DELETE", f"/units/{quoted(unit_id)}", None)

    async def save_person(self, person_id: str | None, command: SavePerson) -> Person:
        return await self._save("/people", person_id, Person, command)

    async def remove_person(self, person_id: str) -> None:
        await self._send("DELETE", f"/people/{quoted(person_id)}", None)

    async def save_shift(self, shift_id: str | None, command: SaveShift) -> Shift:
        return await self._save("/shifts", shift_id, Shift, command)

    async def remove_shift(self, shift_id: str) -> None:
        await self._send("DELETE", f"/shifts/{quoted(shift_id)}", None)

    # -- incidents

    async def report_incident(self, command: ReportIncident, *, key: str | None = None) -> Incident:
        """With a `key` of its own the same report, sent again because nobody answered, is one incident."""
        return await self._send("POST", "/incidents", Incident, command, key=key)

    async def incidents(self, **filters: str) -> list[Incident]:
        """Also those that are over: the feed's snapshot holds the others. Filters as in the interface's description."""
        return await self._send("GET", "/incidents", list[Incident], parameters=filters)

    async def incident_page(self, incident_id: str) -> IncidentPage:
        return await self._send("GET", f"/incidents/{quoted(incident_id)}", IncidentPage)

    async def move_incident(self, incident_id: str, command: MoveIncident) -> Incident:
        return await self._incident(incident_id, "move", command)

    async def change_incident(self, incident_id: str, command: ChangeIncident) -> Incident:
        return await self._incident(incident_id, "change", command)

    async def change_level(self, incident_id: str, command: ChangeLevel) -> Incident:
        return await self._incident(incident_id, "level", command)

    async def write_note(self, incident_id: str, command: WriteNote) -> Incident:
        return await self._incident(incident_id, "notes", command)

    async def share_incident(self, incident_id: str, command: ShareIncident) -> Incident:
        return await self._incident(incident_id, "share", command)

    async def merge_incident(self, incident_id: str, command: MergeIncident) -> Incident:
        """The answer is the one that was merged into."""
        return await self._incident(incident_id, "merge", command)

    async def link_incident(self, incident_id: str, command: LinkIncident) -> Incident:
        return await self._incident(incident_id, "parent", command)

    async def reopen_incident(self, incident_id: str, command: ReopenIncident) -> Incident:
        return await self._incident(incident_id, "reopen", command)

    async def propose_backdating(self, incident_id: str, command: ProposeBackdating) -> Incident:
        return await self._incident(incident_id, "backdating", command)

    async def confirm_backdating(self, incident_id: str, command: ConfirmBackdating) -> Incident:
        return await self._incident(incident_id, "backdating/confirmation", command)

    async def assign(self, incident_id: str, command: Assign) -> Assignment:
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/assignments", Assignment, command)

    async def decide(self, incident_id: str, command: Decide, *, key: str | None = None) -> Decision:
        """With a `key` of its own the same decision, sent again because nobody answered, is one."""
        path = f"/incidents/{quoted(incident_id)}/decisions"
        return await self._send("POST", path, Decision, command, key=key)

    async def withdraw_decision(self, decision_id: str, command: WithdrawDecision) -> Decision:
        return await self._send("POST", f"/decisions/{quoted(decision_id)}/withdraw", Decision, command)

    async def answer_assignment(self, assignment_id: str, command: AnswerAssignment) -> Assignment:
        return await self._send("POST", f"/assignments/{quoted(assignment_id)}/answer", Assignment, command)

    async def write_report(self, incident_id: str, command: WriteReport) -> IncidentReport:
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/reports", IncidentReport, command)

    async def attach(self, incident_id: str, *, name: str, picture: bytes, media_type: str) -> Attachment:
        """A JPEG, PNG or WebP picture of at most 10 MB; a larger one is refused here, before it is sent."""
        if len(picture) > _MOST_PICTURE_BYTES:
            raise HubRefusedError("too-large", "A picture has at most 10 MB.", status=413)
        return await self._send(
            "POST",
            f"/incidents/{quoted(incident_id)}/attachments",
            Attachment,
            parameters={"name": name},
            body=picture,
            media_type=media_type,
        )

    async def attachment(self, attachment_id: str) -> bytes:
        return (await self._request("GET", f"/attachments/{quoted(attachment_id)}")).content

    # -- clocks and evidence

    async def stop_clock(self, incident_id: str, clock_id: str, command: StopClock) -> Incident:
        return await self._incident(incident_id, f"clocks/{quoted(clock_id)}/stop", command)

    async def exclude_clock(self, incident_id: str, clock_id: str, command: ExcludeClock) -> Incident:
        return await self._incident(incident_id, f"clocks/{quoted(clock_id)}/exclusions", command)

    async def send_painted_evidence(self, incident_id: str, command: SendPaintedEvidence) -> Evidence:
        """Also refused evidence is an answer: its `refusals` say why."""
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/evidence/painted", Evidence, command)

    async def send_conference_evidence(self, incident_id: str, command: SendConferenceEvidence) -> Evidence:
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/evidence/conference", Evidence, command)

    async def stamp_evidence(self, evidence_id: str, command: StampEvidence) -> Evidence:
        return await self._send("POST", f"/evidence/{quoted(evidence_id)}/stamps", Evidence, command)

    async def policies(self, clock: str) -> list[SlaPolicy]:
        """Every version of the policies of one kind of clock."""
        return await self._send("GET", "/policies", list[SlaPolicy], parameters={"clock": clock})

    async def save_policy(self, policy_id: str, command: SavePolicy) -> SlaPolicy:
        return await self._send("PUT", f"/policies/{quoted(policy_id)}", SlaPolicy, command)

    async def save_plan(self, plan_id: str | None, command: SavePlan) -> ResponsePlan:
        return await self._save("/plans", plan_id, ResponsePlan, command)

    async def remove_plan(self, plan_id: str) -> None:
        await self._send("DELETE", f"/plans/{quoted(plan_id)}", None)

    async def plan_reviews(self) -> list[PlanReview]:
        """What is wrong with each plan, before it is needed."""
        return await self._send("GET", "/plans/review", list[PlanReview])

    async def plan_versions(self, plan_id: str) -> list[PlanVersion]:
        """The newest first."""
        return await self._send("GET", f"/plans/{quoted(plan_id)}/versions", list[PlanVersion])

    async def rehearse_plan(self, plan_id: str) -> PlanRehearsal:
        """What would happen now for an incident for which the plan was made; changes nothing."""
        return await self._send("GET", f"/plans/{quoted(plan_id)}/dry-run", PlanRehearsal)

    async def rehearse(self, command: Rehearse) -> PlanRehearsal:
        """The same for these facts, or an incident that is there."""
        return await self._send("POST", "/plans/dry-run", PlanRehearsal, command)

    # -- rooms, rings, links

    async def open_room(self, incident_id: str, command: OpenRoom | None = None) -> Room:
        """Everybody who is needed is rung. Where the incident has an open room already, that is the answer."""
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/room", Room, command or OpenRoom())

    async def open_duty_room(self, command: OpenDutyRoom) -> Room:
        return await self._send("POST", "/rooms", Room, command)

    async def rooms(self) -> list[Room]:
        """Those that have not ended; the feed's snapshot holds them as well."""
        return await self._send("GET", "/rooms", list[Room])

    async def room_page(self, room_id: str) -> RoomPage:
        return await self._send("GET", f"/rooms/{quoted(room_id)}", RoomPage)

    async def change_room(self, room_id: str, command: ChangeRoom) -> Room:
        return await self._send("PATCH", f"/rooms/{quoted(room_id)}", Room, command)

    async def end_room(self, room_id: str, command: EndRoom) -> Room:
        return await self._send("POST", f"/rooms/{quoted(room_id)}/end", Room, command)

    async def ring(self, room_id: str, command: Ring) -> list[Invitation]:
        return await self._send("POST", f"/rooms/{quoted(room_id)}/invitations", list[Invitation], command)

    async def answer_invitation(self, invitation_id: str, command: AnswerInvitation) -> Invitation:
        return await self._send("POST", f"/invitations/{quoted(invitation_id)}/answer", Invitation, command)

    async def ring_again(self, invitation_id: str, command: RingAgain) -> Invitation:
        return await self._send("POST", f"/invitations/{quoted(invitation_id)}/ring-again", Invitation, command)

    async def withdraw_invitation(self, invitation_id: str, command: WithdrawInvitation) -> Invitation:
        return await self._send("POST", f"/invitations/{quoted(invitation_id)}/withdraw", Invitation, command)

    async def issue_link(self, room_id: str, command: IssueLink) -> IssuedLink:
        """Its address and QR code are in this answer and can be had from nowhere else."""
        return await self._send("POST", f"/rooms/{quoted(room_id)}/links", IssuedLink, command)

    async def show_link(self, link_id: str) -> IssuedLink:
        """Of a link that the hub issued by itself."""
        return await self._send("POST", f"/links/{quoted(link_id)}/show", IssuedLink)

    async def revoke_link(self, link_id: str, command: RevokeLink) -> JoinLink:
        return await self._send("POST", f"/links/{quoted(link_id)}/revoke", JoinLink, command)

    async def send_link(self, link_id: str, command: SendLink) -> JoinLink:
        """The row says what becomes of a message, once the gateway has answered."""
        return await self._send("POST", f"/links/{quoted(link_id)}/send", JoinLink, command)

    async def share_camera_into_room(self, room_id: str, command: ShareCameraIntoRoom) -> Participation:
        return await self._send("POST", f"/rooms/{quoted(room_id)}/cameras", Participation, command)

    async def take_camera_back(self, room_id: str, participation_id: str) -> None:
        await self._send("DELETE", f"/rooms/{quoted(room_id)}/cameras/{quoted(participation_id)}", None)

    # -- cameras, scenes

    async def cameras(self) -> list[SharedCamera]:
        return await self._send("GET", "/cameras", list[SharedCamera])

    async def save_cameras(
        self, cameras: Sequence[Mapping[str, Any]], *, replace_all: bool = False, instead_of: str | None = None
    ) -> int:
        """Whole or not at all; the number of cameras that are new or changed. Each as `camera_json` writes it; the
        password of one without stays. `instead_of`: the one given takes the place of this key's."""
        command = SaveCameras(cameras=[dict(one) for one in cameras], replace_all=replace_all, instead_of=instead_of)
        return (await self._send("POST", "/cameras", CameraImport, command)).written

    async def check_cameras(self, cameras: Sequence[Mapping[str, Any]], *, replace_all: bool = False) -> CameraImport:
        """What would come in, or every reason why nothing does."""
        command = SaveCameras(cameras=[dict(one) for one in cameras], replace_all=replace_all)
        return await self._send("POST", "/cameras", CameraImport, command, parameters={"dry_run": "true"})

    async def import_cameras(self, csv: bytes, *, replace_all: bool = False, dry_run: bool = False) -> CameraImport:
        """A spreadsheet's file, see `camera_csv`. A dry run answers what would come in."""
        return await self._send(
            "POST",
            "/cameras/import",
            CameraImport,
            body=csv,
            parameters={"replace_all": str(replace_all).lower(), "dry_run": str(dry_run).lower()},
            media_type="text/csv",
        )

    async def export_cameras(self, form: str = "csv") -> bytes:
        """Without passwords, as "csv" or "json"; an event of the log."""
        return (await self._request("GET", "/cameras/export", parameters={"form": form})).content

    async def remove_cameras(self, camera_ids: Sequence[str]) -> int:
        """How many went."""
        return await self._send("POST", "/cameras/removal", int, RemoveCameras(camera_ids=tuple(camera_ids)))

    async def share_camera(self, camera_id: str, unit_ids: Sequence[str], *, expected_version: int) -> SharedCamera:
        command = ShareCamera(unit_ids=tuple(unit_ids), expected_version=expected_version)
        return await self._send("POST", f"/cameras/{quoted(camera_id)}/share", SharedCamera, command)

    async def view_cameras(
        self, camera_ids: Sequence[str] = (), *, addresses: Sequence[str] = (), purpose: str
    ) -> dict[str, CameraAccess]:
        """What opens each camera or sealed address that this seat may view; one event of the log names them."""
        command = ViewCameras(camera_ids=tuple(camera_ids), addresses=tuple(addresses), purpose=purpose)
        return await self._send("POST", "/cameras/views", dict[str, CameraAccess], command)

    async def patrol(self) -> PatrolState:
        """How far around the patrol is, of the cameras that this seat may see."""
        return await self._send("GET", "/patrol", PatrolState)

    async def camera_looks(self, camera_id: str, *, most: int = 100) -> list[CameraLook]:
        """When its condition changed and to what, the newest first."""
        path = f"/cameras/{quoted(camera_id)}/looks"
        return await self._send("GET", path, list[CameraLook], parameters={"most": str(most)})

    async def look_at_camera(self, camera_id: str) -> LookAsked:
        """By the patrol as soon as it is free; what it finds comes by the feed."""
        return await self._send("POST", f"/cameras/{quoted(camera_id)}/look", LookAsked)

    async def scenes(self) -> list[SharedScene]:
        return await self._send("GET", "/scenes", list[SharedScene])

    async def tours(self) -> list[SharedTour]:
        return await self._send("GET", "/tours", list[SharedTour])

    async def save_scenes(self, command: SaveScenes) -> None:
        """Scenes and tours together, whole or not at all."""
        await self._send("POST", "/scenes", None, command)

    async def save_scene(self, name: str, content: Mapping[str, Any], *, expected_version: int | None) -> SharedScene:
        """`expected_version` None: the name must be free."""
        command = SaveScene(content=dict(content), expected_version=expected_version)
        return await self._send("PUT", f"/scenes/{quoted(name)}", SharedScene, command)

    async def rename_scene(self, name: str, new_name: str, *, expected_version: int) -> SharedScene:
        """Tours follow."""
        command = RenameScene(name=new_name, expected_version=expected_version)
        return await self._send("POST", f"/scenes/{quoted(name)}/rename", SharedScene, command)

    async def remove_scene(self, name: str) -> None:
        """Its steps leave the tours that this seat may change."""
        await self._send("DELETE", f"/scenes/{quoted(name)}", None)

    async def save_tour(self, name: str, content: Mapping[str, Any], *, expected_version: int | None) -> SharedTour:
        command = SaveScene(content=dict(content), expected_version=expected_version)
        return await self._send("PUT", f"/tours/{quoted(name)}", SharedTour, command)

    async def rename_tour(self, name: str, new_name: str, *, expected_version: int) -> SharedTour:
        command = RenameScene(name=new_name, expected_version=expected_version)
        return await self._send("POST", f"/tours/{quoted(name)}/rename", SharedTour, command)

    async def remove_tour(self, name: str) -> None:
        await self._send("DELETE", f"/tours/{quoted(name)}", None)

    # -- what the hub does by itself

    async def undo_response_step(self, incident_id: str, number: int, command: DecideResponse) -> Response:
        path = f"/incidents/{quoted(incident_id)}/response/steps/{number}/undo"
        return await self._send("POST", path, Response, command)

    async def push_response(self, incident_id: str, command: DecideResponse) -> Response:
        """The proposed scene goes on its output."""
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/response/push", Response, command)

    async def tick_checklist(self, incident_id: str, number: int, command: TickChecklist) -> Response:
        """`number` counts from 1."""
        path = f"/incidents/{quoted(incident_id)}/response/checklist/{number}"
        return await self._send("POST", path, Response, command)

    async def change_mode(self, command: ChangeMode) -> OperatingState:
        return await self._send("PUT", "/mode", OperatingState, command)

    # -- outputs

    async def outputs(self) -> list[Output]:
        """With what they show now."""
        return await self._send("GET", "/outputs", list[Output])

    async def register_output(self, output_id: str, command: RegisterOutput) -> Output:
        return await self._send("PUT", f"/outputs/{quoted(output_id)}", Output, command)

    async def remove_output(self, output_id: str) -> None:
        await self._send("DELETE", f"/outputs/{quoted(output_id)}", None)

    async def report_output(self, output_id: str, command: ReportOutput) -> None:
        await self._send("POST", f"/outputs/{quoted(output_id)}/report", None, command)

    async def push(self, output_id: str, command: PushToOutput) -> Output:
        return await self._send("POST", f"/outputs/{quoted(output_id)}/push", Output, command)

    async def answer_push(self, output_id: str, command: AnswerPush) -> Output:
        return await self._send("POST", f"/outputs/{quoted(output_id)}/push/answer", Output, command)

    # -- statistics and log

    async def statistics(self, query: StatisticsQuery) -> Statistics:
        return await self._send("GET", "/statistics", Statistics, parameters=query.parameters())

    async def statistics_csv(self, query: StatisticsQuery) -> bytes:
        """The raw samples; an event of the log."""
        return (await self._request("GET", "/statistics.csv", parameters=query.parameters())).content

    async def events(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        return await self._send("GET", "/events", list[Event], parameters={"after": str(after), "limit": str(limit)})

    async def hub_time(self) -> datetime:
        return await self._send("GET", "/time", datetime)

    async def health(self) -> dict[str, Any]:
        """Needs no session."""
        return await self._send("GET", "/health", dict[str, Any])

    async def _incident(self, incident_id: str, what: str, command: BaseModel) -> Incident:
        return await self._send("POST", f"/incidents/{quoted(incident_id)}/{what}", Incident, command)
