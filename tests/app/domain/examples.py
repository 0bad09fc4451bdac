"""An incident, its policies and clocks as the tests of the rules begin with them; each says only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.domain.evidence import EvidenceSource, PaintedFlow
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import RoleTitle
from app.domain.sla.clock_rules import start_clocks
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy, StartRule, StopRule, Target
from app.domain.units import Point

T0 = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
STREET = "/310105/310105001/"
PARK = Point(longitude=121.41625, latitude=31.22120)


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def policy(clock: str = VIDEO, target_s: float = 300.0, **changes: Any) -> SlaPolicy:
    known = {
        "policy_id": f"policy-{clock}",
        "version": 1,
        "clock": clock,
        "name": clock,
        "stop": StopRule.CONFERENCE_EVIDENCE if clock == CONFERENCE else StopRule.VIDEO_EVIDENCE,
        "targets": (Target(target_s=target_s),),
    }
    return SlaPolicy(**(known | changes))


def incident(incident_id: str = "i1", **changes: Any) -> Incident:
    known = {
        "incident_id": incident_id,
        "number": f"20261122-{incident_id}",
        "title": "fire in a shopping centre",
        "classes": (IncidentClass.ACCIDENT,),
        "level": IncidentLevel.III,
        "unit_id": "310105001",
        "place": Place(text="Zhongshan Park, gate 1", point=PARK),
        "registered_at": T0,
        "received_at": T0,
    }
    return Incident(**(known | changes))


_ids = count(1)


def new_id() -> str:
    return f"clock-{next(_ids)}"


def with_clocks(what: Incident, *policies: SlaPolicy) -> Incident:
    """As the hub registers it: the clocks that start with the receipt run."""
    clocks = start_clocks(
        what, policies, start=StartRule.RECEIVED, started_at=what.received_at, unit_path=STREET, new_id=new_id
    )
    return replace(what, clocks=what.clocks + clocks)


def clock(**changes: Any) -> SlaClock:
    known = {
        "clock_id": "c1",
        "incident_id": "i1",
        "kind": VIDEO,
        "name": "video",
        "policy_id": "policy-video",
        "policy_version": 1,
        "started_at": T0,
        "target_s": 300.0,
        "thresholds": (
            (50, RoleTitle.DUTY_OFFICER),
            (75, RoleTitle.DUTY_OFFICER),
            (90, RoleTitle.DUTY_LEADER),
            (100, RoleTitle.DUTY_LEADER),
            (120, RoleTitle.DIRECTOR),
        ),
    }
    return SlaClock(**(known | changes))


def painted(first_s: float = 10.0, **changes: Any) -> PaintedFlow:
    """Three seconds of a lively 25 fps picture, `first_s` seconds after T0."""
    known = {
        "source": EvidenceSource.CAMERA,
        "source_id": "camera-1",
        "output_id": "output-1",
        "tile": 0,
        "frames": 76,
        "first_at": after(first_s),
        "last_at": after(first_s + 3),
        "monotonic_s": 1000.0,
        "duration_s": 3.0,
        "mean_gap_s": 0.04,
        "longest_gap_s": 0.045,
        "visible_share": 1.0,
        "luma_mean": 110.0,
        "luma_deviation": 50.0,
        "flat_share": 0.1,
        "changed_pictures": 75,
    }
    return PaintedFlow(**(known | changes))
