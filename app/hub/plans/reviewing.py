"""Which plans would fail if they were needed now, and how a plan came to be what it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from app.domain.events import EventKind
from app.domain.people import Person, Shift
from app.domain.plan_rehearsal import PlanVersion
from app.domain.plan_review import PlanReview, Resources, answering, review
from app.domain.plans import ResponsePlan
from app.hub.asking import Asking
from app.hub.errors import not_found
from app.services.rows import SharedScene
from app.store.store import Reading
from app.store.tables import EVENT, MAPPED

if TYPE_CHECKING:
    from app.hub.hub import Hub

_PLAN = TypeAdapter(ResponsePlan)
_MOST_VERSIONS = 50


async def get_ready(hub: "Hub") -> None:
    """A hub that answers no reports has not read its cameras. To be asked before a view is opened: it takes another,
    and views are few."""
    if not hub.responses.known.ready.is_set():
        await hub.responses.known.load(hub.store)


async def known_resources(hub: "Hub", reading: Reading) -> Resources:
    """What there is now for plans to count on."""
    known, now = hub.responses.known, hub.clock.now()
    people, shifts = await reading.find(Person), await shifts_now(reading, now)
    scenes = await reading.execute(select(MAPPED[SharedScene].table.c.name))
    return Resources(
        camera_ids=known.camera_ids,
        health=known.health,
        output_ids={output.output_id for output in hub.outputs.all()},
        scenes={name for (name,) in scenes},
        is_answered=answering(people, shifts, hub.directory, now=now),
    )


async def shifts_now(reading: Reading, now: datetime) -> list[Shift]:
    shift = MAPPED[Shift].table
    return await reading.find(Shift, shift.c.starts_at <= now, shift.c.ends_at > now)


def reviews_of(hub: "Hub", plans: Iterable[ResponsePlan], resources: Resources) -> tuple[PlanReview, ...]:
    """One of each plan, also of those without problems."""
    now = hub.clock.now()
    return tuple(
        PlanReview(plan_id=plan.plan_id, problems=review(plan, resources, path_of=hub.directory.path, now=now))
        for plan in plans
    )


async def all_reviews(asking: Asking) -> tuple[PlanReview, ...]:
    """Of the plans that this seat may see."""
    await get_ready(asking.hub)
    async with asking.hub.store.reading() as reading:
        plans = await reading.find(ResponsePlan)
        resources = await known_resources(asking.hub, reading)
    visibility = asking.visibility
    return reviews_of(asking.hub, [plan for plan in plans if visibility.row(plan)], resources)


async def versions(asking: Asking, plan_id: str) -> list[PlanVersion]:
    """As they were saved, the newest first, at most 50. Raises RefusedError."""
    table = EVENT.table
    async with asking.hub.store.reading() as reading:
        plan = await reading.get(ResponsePlan, plan_id)
        if plan is None or not asking.visibility.row(plan):
            raise not_found("plan")
        events = await reading.events(table.c.kind == EventKind.PLAN_SAVED.value)
    found: list[PlanVersion] = []
    for event in reversed(events):
        if event.payload.get("plan_id") != plan_id or len(found) == _MOST_VERSIONS:
            continue
        try:
            saved = _PLAN.validate_python(event.payload, strict=False)
        except ValidationError:
            # Of a make of plan that there is no more.
            continue
        found.append(PlanVersion(at=event.at, by=event.actor_id, by_name=event.actor_name, plan=saved))
    return found
