"""Proof that everybody who is required was in one conference, seen and heard both ways."""

from app.domain import evidence_rules
from app.domain.evidence import Evidence, Refusal
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import SlaPolicy, StopRule
from app.hub.asking import Asking
from app.hub.errors import unusable
from app.hub.incidents import clocks
from app.hub.incidents.access import readable
from app.hub.incidents.evidence import KEY, best, keep, ordered, plans_of, waiting
from app.services.commands.clocks import SendConferenceEvidence
from app.store.change import Change


async def conference(change: Change, asking: Asking, incident_id: str, command: SendConferenceEvidence) -> Evidence:
    """Media that flowed both ways with everybody whom policy and plan require. Raises RefusedError."""
    incident = await readable(change, asking, incident_id)
    flow = command.flow
    if not KEY.fullmatch(flow.room_id):
        raise unusable("body.flow.room_id", "A room has an id of 1 to 200 printable characters.")
    plans = await plans_of(change, asking, incident)
    by_plan = {title for plan in plans for title in plan.required_titles}

    def judged(clock: SlaClock | None, policy: SlaPolicy | None) -> tuple[Refusal, ...]:
        required = by_plan.union(policy.required_titles if policy is not None else ())
        refusals = set(evidence_rules.judge_conference(flow, required=required, now=change.now))
        if clock is None:
            refusals.add(Refusal.NO_RUNNING_CLOCK)
            if not required:
                # Nobody is missing where nothing says who is needed.
                refusals.discard(Refusal.ROLE_MISSING)
        # A seat knows what it sends and receives; whether the others hear each other only the hub in the middle knows.
        if asking.actor.actor_id != asking.hub.actor.actor_id:
            refusals.add(Refusal.NOT_ENTITLED)
        return ordered(refusals)

    running = waiting(asking, incident, StopRule.CONFERENCE_EVIDENCE)
    policy_of = {clock.clock_id: policy for clock, policy in running}
    clock, refusals = best([(one, judged(one, policy)) for one, policy in running] or [(None, judged(None, None))])
    evidence = Evidence(
        evidence_id=clocks.new_id(),
        incident_id=incident_id,
        clock_id=clock.clock_id if clock is not None else None,
        policy_version=clock.policy_version if clock is not None else None,
        conference=flow,
        seat=asking.actor.seat,
        sent_by=asking.actor.actor_id,
        received_at=change.now,
        refusals=refusals,
    )
    fulfilled_at = None
    if clock is not None and not refusals:
        required = by_plan.union(policy_of[clock.clock_id].required_titles)
        fulfilled_at = evidence_rules.fulfilled_at(flow, required=required)
    return await keep(change, incident, evidence, clock=clock, fulfilled_at=fulfilled_at)
