"""Incidents are found by what is known of them, also those that are long over, by those who may see them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.permissions import Role
from app.hub.incidents import searching
from app.link.hub_client import HubClient
from app.services.commands.incidents import ShareIncident
from tests.app.hub.incidents.desk import Desk, place_of
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found(desk: Desk) -> AsyncIterator[dict[str, Incident]]:
    """One of each, a minute apart."""
    made = {}
    for name, report in {
        "fire": desk.closed(level=IncidentLevel.II, description="smoke, 100% sure"),
        "flood": desk.report(
            title="积水",
            classes=(IncidentClass.NATURAL_DISASTER,),
            place=Place(text="江苏路街道 “愚园路”", grid_code="310105002004"),
        ),
        "drill": desk.report(is_drill=True, title="Evacuation Drill", reporter="WANG"),
    }.items():
        desk.clock.advance(60)
        made[name] = await report
    shared = ShareIncident(expected_version=1, unit_ids=(STREET,))
    made["flood"] = await desk.officer.share_incident(made["flood"].incident_id, shared)
    yield made


async def names(client: HubClient, made: dict[str, Incident], **filters: str) -> list[str]:
    by_id = {incident.incident_id: name for name, incident in made.items()}
    return [by_id[incident.incident_id] for incident in await client.incidents(**filters)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["drill", "flood", "fire"]),
        ({"over": "true"}, ["fire"]),
        ({"over": "false", "drill": "false"}, ["flood"]),
        ({"status": "closed"}, ["fire"]),
        ({"drill": "true"}, ["drill"]),
        ({"unit": OTHER_STREET}, ["flood"]),
        ({"unit": "nobody"}, []),
        ({"class": "natural-disaster"}, ["flood"]),
        ({"level": "II"}, ["fire"]),
        ({"text": "积水"}, ["flood"]),
        ({"text": "“愚园路”"}, ["flood"]),
        ({"text": "310105002"}, ["flood"]),
        ({"text": "100%"}, ["fire"]),
        ({"text": "0% s"}, ["fire"]),
        ({"text": "_"}, []),
        ({"text": "wang"}, ["drill"]),
        ({"text": "evacuation"}, ["drill"]),
        ({"text": "longitude"}, []),
        ({"text": '"text"'}, []),
        ({"limit": "2"}, ["drill", "flood"]),
    ],
)
async def test_filters(desk: Desk, found: dict[str, Incident], filters: dict[str, str], expected: list[str]) -> None:
    assert await names(desk.officer, found, **filters) == expected


async def test_by_number_and_since(desk: Desk, found: dict[str, Incident]) -> None:
    assert await names(desk.officer, found, text=found["fire"].number, drill="false") == ["fire"]
    since = found["flood"].received_at.isoformat()
    assert await names(desk.officer, found, since=since) == ["drill", "flood"]


async def test_a_street_finds_its_own_and_what_is_shared_with_it(desk: Desk, found: dict[str, Incident]) -> None:
    assert await names(await desk.as_(Role.RESPONDER, STREET), found) == ["drill", "flood", "fire"]
    assert await names(await desk.as_(Role.RESPONDER, OTHER_STREET), found) == ["flood"]
    assert await names(await desk.as_(Role.RESPONDER, "310105004"), found) == []


async def test_the_limit_counts_what_may_be_seen(
    desk: Desk, found: dict[str, Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_AT_ONCE", 1)
    street = await desk.as_(Role.RESPONDER, OTHER_STREET)
    assert await names(street, found, limit="1") == ["flood"]
    assert await names(desk.officer, found) == ["drill", "flood", "fire"]


@pytest.mark.parametrize("filters", [{"level": "V"}, {"since": "yesterday"}, {"limit": "0"}, {"text": "a\x00"}])
async def test_unusable_filters_are_refused(desk: Desk, filters: dict[str, str]) -> None:
    (name,) = filters
    assert await place_of(desk.officer.incidents(**filters)) == f"query.{name}"
