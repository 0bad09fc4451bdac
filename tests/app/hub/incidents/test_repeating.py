"""A command whose answer was lost is sent again and done once; one that was decided on old facts changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.domain.incidents import Assignment, Incident, IncidentReport
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.services.commands.incidents import ReopenIncident, WriteReport
from app.services.commands.tasks import Assign
from tests.app.hub.incidents.desk import Desk, clock_of
from tests.app.hub.incidents.images import png
from tests.servers.hub import STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Known:
    """What commands are about."""

    incident: Incident
    other: Incident
    assignment: Assignment
    report: IncidentReport

    @property
    def path(self) -> str:
        return f"/incidents/{self.incident.incident_id}"

    @property
    def clock(self) -> str:
        return f"{self.path}/clocks/{clock_of(self.incident).clock_id}"


@dataclass(frozen=True)
class Command:
    """`stale` names the fields of the body that carry an expected version."""

    name: str
    path: Callable[[Known], str]
    body: Callable[[Known], dict[str, Any]]
    role: Role = Role.DUTY_OFFICER
    method: str = "POST"
    stale: tuple[str, ...] = ("expected_version",)


def on_incident(name: str, path: str, body: dict[str, Any], **more: Any) -> Command:
    return Command(
        name, lambda known: known.path + path, lambda known: {"expected_version": known.incident.version} | body, **more
    )


def unversioned(name: str, path: str, body: dict[str, Any], **more: Any) -> Command:
    return Command(name, lambda known: known.path + path, lambda _: body, stale=(), **more)


def _merge(known: Known) -> dict[str, Any]:
    return {
        "expected_version": known.incident.version,
        "into": known.other.incident_id,
        "into_expected_version": known.other.version,
        "reason": "one fire",
    }


_POLICY = {"name": "x", "stop": "by-hand", "targets": [{"target_s": 60}], "enabled": False}
COMMANDS = [
    on_incident("move", "/move", {"to": "in_progress"}),
    on_incident("change", "/change", {"title": "又一次"}),
    on_incident("level", "/level", {"level": "I", "reason": "worse"}),
    on_incident("share", "/share", {"unit_ids": ["310105002"]}),
    on_incident("backdating", "/backdating", {"received_at": "2024-06-30T00:00:00Z", "reason": "by radio"}),
    Command(
        "parent",
        lambda known: f"{known.path}/parent",
        lambda known: {"expected_version": known.incident.version, "parent_id": known.other.incident_id},
    ),
    Command(
        "merge",
        lambda known: f"{known.path}/merge",
        _merge,
        stale=("expected_version", "into_expected_version"),
    ),
    unversioned("note", "/notes", {"text": "smoke"}),
    unversioned("assign", "/assignments", {"unit_id": STREET, "task": "look"}),
    unversioned("decide", "/decisions", {"text": "clear it", "tasks": [{"unit_id": STREET, "task": "look"}]}),
    unversioned("report", "/reports", {"kind": "update", "text": "under control"}),
    Command("stop", lambda known: f"{known.clock}/stop", lambda _: {"reason": "seen"}, stale=()),
    Command(
        "exclude",
        lambda known: f"{known.clock}/exclusions",
        lambda _: {"reason": "drill"},
        role=Role.DUTY_LEADER,
        stale=(),
    ),
    Command(
        "answer",
        lambda known: f"/assignments/{known.assignment.assignment_id}/answer",
        lambda known: {"expected_version": known.assignment.version, "status": "withdrawn"},
    ),
    Command("register", lambda _: "/incidents", lambda _: dict(_REPORT), stale=()),
    Command(
        "policy",
        lambda known: f"/policies/{known.incident.incident_id}",
        lambda known: _POLICY | {"expected_version": 0, "clock": known.incident.incident_id},
        role=Role.DIRECTOR,
        method="PUT",
    ),
    Command("plan", lambda _: "/plans", lambda _: {"name": "x", "unit_id": STREET}, role=Role.DUTY_LEADER, stale=()),
]
_REPORT = {"title": "x", "classes": ["accident"], "place": {"text": "华阳路街道"}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def untouched(desk: Desk) -> Known:
    """For commands that change nothing."""
    return await known(desk)


async def known(desk: Desk) -> Known:
    incident = await desk.opened()
    key = incident.incident_id
    assignment = await desk.officer.assign(key, Assign(unit_id=STREET, task="close the road"))
    report = await desk.officer.write_report(key, WriteReport(kind="initial", text="fire"))
    return Known(await desk.now(incident), await desk.report(), assignment, report)


async def send(client: HubClient, command: Command, about: Known, *, key: str, **changes: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {client.token}", "Idempotency-Key": key}
    async with httpx.AsyncClient(base_url=client.url, verify=False) as http:
        return await http.request(
            command.method, command.path(about), json=command.body(about) | changes, headers=headers
        )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_the_same_command_again_gets_the_same_answer_and_does_nothing(desk: Desk, command: Command) -> None:
    about = await known(desk)
    client = await desk.as_(command.role)
    seq = desk.hub.store.writer.head_seq
    first = await send(client, command, about, key=f"{command.name}-once")
    assert first.status_code in (200, 201), first.text
    done = desk.hub.store.writer.head_seq
    assert done > seq
    again = await send(client, command, about, key=f"{command.name}-once")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotent-replay"] == "true"
    assert desk.hub.store.writer.head_seq == done


@pytest.mark.parametrize(
    ("command", "field"),
    [(command, field) for command in COMMANDS for field in command.stale],
    ids=lambda one: one if isinstance(one, str) else one.name,
)
async def test_a_stale_version_is_refused_and_changes_nothing(
    desk: Desk, untouched: Known, command: Command, field: str
) -> None:
    about = untouched
    client = await desk.as_(command.role)
    seq = desk.hub.store.writer.head_seq
    answer = await send(client, command, about, key=f"{command.name}-{field}", **{field: 99})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale-version")
    assert desk.hub.store.writer.head_seq == seq
    assert [await desk.now(one) for one in (about.incident, about.other)] == [about.incident, about.other]


async def test_a_picture_that_is_sent_again_is_attached_once(desk: Desk) -> None:
    incident = await desk.report()
    headers = {"Authorization": f"Bearer {desk.officer.token}", "Idempotency-Key": "p", "Content-Type": "image/png"}
    path = f"/incidents/{incident.incident_id}/attachments?name=gate"
    async with httpx.AsyncClient(base_url=desk.officer.url, verify=False) as http:
        answers = [await http.post(path, content=png(8, 8), headers=headers) for _ in range(2)]
        other = await http.post(path, content=png(8, 8, colour=5), headers=headers)
    assert answers[0].content == answers[1].content
    assert len((await desk.now(incident)).photos) == 1
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key-reused")


async def test_of_two_who_decide_on_the_same_version_one_is_told(desk: Desk) -> None:
    closed = await desk.closed()
    command = ReopenIncident(expected_version=closed.version, reason="smoke")
    both = Command("reopen", lambda _: f"/incidents/{closed.incident_id}/reopen", lambda _: command.model_dump())
    about = Known(closed, closed, None, None)  # type: ignore[arg-type]  # not asked for
    answers = [await send(client, both, about, key="r") for client in (desk.officer, desk.leader)]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await desk.now(closed)).cycle == 2
