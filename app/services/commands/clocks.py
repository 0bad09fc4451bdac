"""SLA clocks, their policies, and evidence."""

from typing import Annotated

from pydantic import Field

from app.domain.evidence import ConferenceFlow, PaintedFlow
from app.domain.people import RoleTitle
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import RingRule, StartRule, StopRule, Target, Threshold
from app.services.commands.fields import Command, Key, LongText, Reason, Title, VersionedCommand


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
