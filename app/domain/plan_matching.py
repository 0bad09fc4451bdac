"""Which prepared plan is for an incident: the most specific one that matches."""

from collections.abc import Callable, Iterable

from app.domain.incidents import Incident
from app.domain.plans import ResponsePlan
from app.domain.units import covers


def plans_for(
    incident: Incident, plans: Iterable[ResponsePlan], *, path_of: Callable[[str], str]
) -> tuple[ResponsePlan, ...]:
    """The plan that was chosen for the incident, else the most specific of those that match; several that are equally
    specific all count, by name. `path_of` gives a unit's path.

    A plan for the site is more specific than one for the grid, that than one for a unit further down, and then whatever
    else of class and level it names. A grid's plan is for all cells whose code begins with its own.
    """
    plans = tuple(plans)
    if incident.plan_id is not None:
        return tuple(plan for plan in plans if plan.plan_id == incident.plan_id)
    path = path_of(incident.unit_id)
    matching = [(_specificity(plan, path_of), plan) for plan in plans if _matches(plan, incident, path, path_of)]
    most = max((found for found, _plan in matching), default=None)
    ties = [plan for found, plan in matching if found == most]
    # In the same order after a restart: the first that names a scene gives it.
    return tuple(sorted(ties, key=lambda plan: (plan.name, plan.plan_id)))


def _matches(plan: ResponsePlan, incident: Incident, path: str, path_of: Callable[[str], str]) -> bool:
    return (
        covers(path_of(plan.unit_id), path)
        and plan.site_id in (None, incident.place.site_id)
        and incident.place.grid_code.startswith(plan.grid_code)
        and plan.level in (None, incident.level)
        and (plan.incident_class is None or plan.incident_class in incident.classes)
    )


def _specificity(plan: ResponsePlan, path_of: Callable[[str], str]) -> tuple[bool, int, int, int]:
    named = (plan.level is not None) + (plan.incident_class is not None)
    return plan.site_id is not None, len(plan.grid_code), path_of(plan.unit_id).count("/"), named
