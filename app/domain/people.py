"""Who there is, under which titles, how to reach them, and who is on shift."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
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


class PersonRefusal(StrEnum):
    """Why a person was not saved."""

    SAME_HAT_TWICE = "same-hat-twice"
    NO_DEPUTY_ORDER = "no-deputy-order"
    UNUSABLE_CONTACT = "unusable-contact"


class ShiftRefusal(StrEnum):
    """Why a shift was not saved."""

    NO_SHIFT_OF_THIS_TITLE = "no-shift-of-this-title"
    ENDS_BEFORE_IT_STARTS = "ends-before-it-starts"
    TOO_LONG = "too-long"
    PERSON_LEFT = "person-left"
    OVERLAPS = "overlaps"
    ELSEWHERE = "elsewhere"


class PersonRefusedError(ValueError):
    """`place` names the field."""

    def __init__(self, code: PersonRefusal, place: str) -> None:
        super().__init__(code.value)
        self.code, self.place = code, place


class ShiftRefusedError(ValueError):
    """`place` names the field; `other` is the shift that is in the way, where there is one."""

    def __init__(self, code: ShiftRefusal, place: str, *, other: Shift | None = None) -> None:
        super().__init__(code.value)
        self.code, self.place, self.other = code, place, other


SHIFT_TITLES = frozenset({RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STANDBY})
# One of each at a time: who is called must not be a question. Several may stand by.
_ONE_AT_A_TIME = frozenset({RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER})
# A holiday's; what is longer is a slip of the date.
LONGEST_SHIFT = timedelta(days=10)
_MOST_DEPUTIES = 99
_LONGEST_CONTACT = 200
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()*#-]{1,39}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def check_person(person: Person) -> None:
    """Raises PersonRefusedError."""
    if len({(hat.title, hat.unit_id) for hat in person.hats}) < len(person.hats):
        raise PersonRefusedError(PersonRefusal.SAME_HAT_TWICE, "hats")
    for number, hat in enumerate(person.hats):
        if not 0 <= hat.deputy_order <= _MOST_DEPUTIES:
            raise PersonRefusedError(PersonRefusal.NO_DEPUTY_ORDER, f"hats.{number}.deputy_order")
    for number, contact in enumerate(person.contacts):
        if not _is_usable(contact):
            raise PersonRefusedError(PersonRefusal.UNUSABLE_CONTACT, f"contacts.{number}.value")


def _is_usable(contact: Contact) -> bool:
    value = contact.value
    if not value.strip() or len(value) > _LONGEST_CONTACT or not value.isprintable():
        return False
    if contact.kind in (ContactKind.MOBILE, ContactKind.TELEPHONE):
        return _TELEPHONE.fullmatch(value) is not None
    return contact.kind is not ContactKind.EMAIL or _EMAIL.fullmatch(value) is not None


def overlap(one: Shift, other: Shift) -> bool:
    """The end belongs to no shift: who hands over at eight is not on duty with who takes over at eight."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def check_shift(shift: Shift, *, person: Person, others: Iterable[Shift]) -> None:
    """`others` are shifts of the same unit or the same person. Raises ShiftRefusedError."""
    if shift.title not in SHIFT_TITLES:
        raise ShiftRefusedError(ShiftRefusal.NO_SHIFT_OF_THIS_TITLE, "title")
    if shift.ends_at <= shift.starts_at:
        raise ShiftRefusedError(ShiftRefusal.ENDS_BEFORE_IT_STARTS, "ends_at")
    if shift.ends_at - shift.starts_at > LONGEST_SHIFT:
        raise ShiftRefusedError(ShiftRefusal.TOO_LONG, "ends_at")
    if not person.active:
        raise ShiftRefusedError(ShiftRefusal.PERSON_LEFT, "person_id")
    for other in others:
        if other.shift_id == shift.shift_id or not overlap(shift, other):
            continue
        if other.unit_id == shift.unit_id and other.title is shift.title and shift.title in _ONE_AT_A_TIME:
            raise ShiftRefusedError(ShiftRefusal.OVERLAPS, "starts_at", other=other)
        if other.person_id == shift.person_id and {other.title, shift.title} <= _ONE_AT_A_TIME:
            raise ShiftRefusedError(ShiftRefusal.ELSEWHERE, "person_id", other=other)
