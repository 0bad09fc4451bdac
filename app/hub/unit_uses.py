"""What belongs to a unit or names it: as long as there is any, the unit stays, for its path says who may see that."""

from sqlalchemy import ColumnElement, or_, select

from app.domain.accounts import Account, ApiKey
from app.domain.incidents import Assignment, Incident
from app.domain.outputs import Output
from app.domain.people import Person, Shift
from app.domain.plans import ResponsePlan
from app.domain.rooms import Invitation, Participation, Room
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit
from app.services.rows import SharedCamera, SharedScene, SharedTour
from app.store.change import Change
from app.store.tables import MAPPED

# (what to call it, row, columns that hold a unit's id, columns of JSON that may hold one)
_USES = (
    ("units below", Unit, ("parent_id",), ()),
    ("people", Person, ("unit_id",), ("hats",)),
    ("shifts", Shift, ("unit_id",), ()),
    ("accounts", Account, ("unit_id",), ()),
    ("API keys", ApiKey, ("unit_id",), ()),
    ("cameras", SharedCamera, ("unit_id",), ("shared_with",)),
    ("scenes", SharedScene, ("unit_id",), ()),
    ("tours", SharedTour, ("unit_id",), ()),
    ("outputs", Output, ("unit_id",), ()),
    ("plans", ResponsePlan, ("unit_id", "site_id"), ()),
    ("policies", SlaPolicy, (), ("targets",)),
    ("incidents", Incident, ("unit_id",), ("shared_with", "place")),
    ("assignments", Assignment, ("unit_id",), ()),
    ("rooms", Room, ("unit_id",), ("shared_with", "invited_units")),
    ("invitations", Invitation, ("of_unit_id",), ()),
    ("participations", Participation, ("of_unit_id",), ()),
)


async def uses_of(change: Change, unit_id: str) -> list[str]:
    """In words."""
    found = []
    for words, row, columns, json_columns in _USES:
        table = MAPPED[row].table
        named: list[ColumnElement[bool]] = [table.c[name] == unit_id for name in columns]
        named += [table.c[name].contains(f'"{unit_id}"', autoescape=True) for name in json_columns]
        if await change.execute(select(1).select_from(table).where(or_(*named)).limit(1)):
            found.append(words)
    return found
