"""What the hub remembers of incidents without asking the database."""

from dataclasses import replace

import pytest

from app.domain.incidents import Incident, IncidentStatus
from app.hub.open_incidents import OpenIncidents
from app.store.change import Committed
from tests.fakes.sample_incidents import incident


def committed(*incidents: Incident) -> Committed:
    return Committed((), {(Incident, (one.incident_id,)): one for one in incidents}, {})


def over(one: Incident) -> Incident:
    return replace(one, status=IncidentStatus.CLOSED)


def test_the_latest_that_are_over_are_still_known_and_no_more_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.hub.open_incidents._MOST_OVER", 2)
    known = OpenIncidents()
    first, second, third, running = (incident(number) for number in range(1, 5))
    known.load([first, second, third, running])
    for one in (first, second, first, third):
        known.committed(committed(over(one)))
    assert list(known) == [running]
    assert [known.get(one.incident_id) is not None for one in (first, second, third, running)] == [
        True,
        False,
        True,
        True,
    ]


def test_one_that_is_reopened_is_open_again() -> None:
    known = OpenIncidents()
    one = incident(1)
    known.committed(committed(over(one)))
    assert list(known) == []
    known.committed(committed(one))
    assert list(known) == [one]
    assert known.get(one.incident_id) == one
    assert known.get(None) is None
