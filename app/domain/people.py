"""Who there is, under which titles, how to reach them, and who is on shift."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PersonType(StrEnum):
    """Decides with the role what an account may do (document 四(四): kinds of staff)."""

    STAFF = "staff"
    CONTRACT = "contract"
    TEMPORARY = "temporary"


class RoleTitle(StrEnum):
    """What somebody is in the emergency: the order of invitation and escalation goes by it."""

    DUTY_OFFICER = "duty-officer"  # 值班员
    DUTY_LEADER = "duty-leader"  # 带班领导
    STANDBY = "standby"  # 备班
    DIRECTOR = "director"  # 主任、指挥长
    DEPUTY_DIRECTOR = "deputy-director"
    POLICE = "police"
    FIRE = "fire"
    HEALTH = "health"
    MARKET_SUPERVISION = "market-supervision"
    LAW_ENFORCEMENT = "law-enforcement"
    HOUSING = "housing"
    STREET_LEADER = "street-leader"
    SITE_CONTACT = "site-contact"
    EXPERT = "expert"


class ContactKind(StrEnum):
    MOBILE = "mobile"
    TELEPHONE = "telephone"
    RADIO = "radio"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """A title that somebody wears for a unit; `deputy_order` 0 is the holder, 1 the first deputy …"""

    title: RoleTitle
    unit_id: str
    deputy_order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`unit_id` is where they belong; hats may be of other units."""

    person_id: str
    version: int = 1
    name: str
    unit_id: str
    person_type: PersonType = PersonType.STAFF
    hats: tuple[Hat, ...] = ()
    contacts: tuple[Contact, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`title` is DUTY_OFFICER, DUTY_LEADER or STANDBY; from `starts_at` (included) to `ends_at`, UTC."""

    shift_id: str
    version: int = 1
    unit_id: str
    person_id: str
    title: RoleTitle
    starts_at: datetime
    ends_at: datetime
