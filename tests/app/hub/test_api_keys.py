"""Other systems report with a key of their own: of one unit, shown once, ended at will."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.sessions import IssueApiKey
from tests.fakes.clock import FakeClock
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub, running_hub

REPORT = {
    "title": "热线工单",
    "classes": ["accident"],
    "level": "IV",
    "place": {"text": "某处"},
    "source": "hotline",
}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def hub(tmp_path: Path, clock: FakeClock) -> AsyncIterator[RunningHub]:
    async with running_hub(tmp_path / "hub", clock=clock) as running:
        yield running


async def asked(hub: RunningHub, token: str, method: str, path: str, **body: object) -> httpx.Response:
    async with httpx.AsyncClient(base_url=hub.url, trust_env=False) as http:
        headers = {"Authorization": f"Bearer {token}"}
        return await http.request(method, path, headers=headers, json=body or None)


async def test_a_key_reports_incidents_of_its_unit_and_does_nothing_else(hub: RunningHub) -> None:
    admin = await hub.client()
    key = await admin.issue_api_key(IssueApiKey(name="12345", unit_id=STREET))
    reported = await asked(hub, key.token, "POST", "/incidents", **REPORT)
    assert (reported.status_code, reported.json()["unit_id"]) == (201, STREET)
    other = await asked(hub, key.token, "POST", "/incidents", **REPORT, unit_id=OTHER_STREET)
    assert other.status_code == 403
    for method, path in (("GET", "/incidents"), ("GET", "/units"), ("GET", "/sessions/current"), ("GET", "/events")):
        assert (await asked(hub, key.token, method, path)).status_code == 403
    reporter = (await admin.events(after=0, limit=5000))[-1]
    assert reporter.actor_name == "12345"


async def test_the_token_is_shown_once_and_kept_by_nobody(hub: RunningHub) -> None:
    admin = await hub.client()
    async with httpx.AsyncClient(base_url=hub.url, trust_env=False) as http:
        headers = {"Authorization": f"Bearer {admin.token}", "Idempotency-Key": "once"}
        body = {"name": "grid", "unit_id": DISTRICT}
        first = await http.post("/api-keys", json=body, headers=headers)
        again = await http.post("/api-keys", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["error"]["code"] == "shown-already"
    token = first.json()["token"]
    assert len(await admin.api_keys()) == 1
    assert token not in repr(await admin.api_keys()) + repr(await admin.events(limit=5000))
    for file in hub.data.iterdir():
        if file.is_file():
            assert token.encode() not in file.read_bytes(), file


async def test_a_key_ends_when_it_was_to_end(hub: RunningHub, clock: FakeClock) -> None:
    admin = await hub.client()
    ends = clock.now() + timedelta(hours=1)
    key = await admin.issue_api_key(IssueApiKey(name="drone show", unit_id=STREET, expires_at=ends))
    clock.advance(3599)
    assert (await asked(hub, key.token, "POST", "/incidents", **REPORT)).status_code == 201
    clock.advance(1)
    assert (await asked(hub, key.token, "POST", "/incidents", **REPORT)).status_code == 401
    with pytest.raises(HubRefusedError) as refused:
        await admin.issue_api_key(IssueApiKey(name="late", unit_id=STREET, expires_at=ends))
    assert refused.value.place == "body.expires_at"


async def test_a_revoked_key_opens_nothing_any_more(hub: RunningHub) -> None:
    admin = await hub.client()
    key = await admin.issue_api_key(IssueApiKey(name="alarm", unit_id=STREET))
    await admin.revoke_api_key(key.api_key_id)
    assert (await asked(hub, key.token, "POST", "/incidents", **REPORT)).status_code == 401
    assert (await admin.api_keys())[0].revoked_at is not None
    with pytest.raises(HubRefusedError) as refused:
        await admin.revoke_api_key(key.api_key_id)
    assert refused.value.status == 404


async def test_keys_are_a_units_own(hub: RunningHub) -> None:
    admin = await hub.client()
    street: HubClient = await hub.client(Role.ADMINISTRATOR, STREET)
    ours = await street.issue_api_key(IssueApiKey(name="ours", unit_id=STREET))
    theirs = await admin.issue_api_key(IssueApiKey(name="theirs", unit_id=OTHER_STREET))
    assert [one.api_key_id for one in await street.api_keys()] == [ours.api_key_id]
    with pytest.raises(HubRefusedError) as refused:
        await street.revoke_api_key(theirs.api_key_id)
    assert refused.value.status == 404
    with pytest.raises(HubRefusedError) as refused:
        await street.issue_api_key(IssueApiKey(name="more", unit_id=DISTRICT))
    assert refused.value.status == 403
