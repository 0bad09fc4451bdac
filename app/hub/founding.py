"""What a hub cannot be without: the district with its streets and towns, the two promises, somebody who may log in."""

import uuid
from datetime import datetime

from app.domain.accounts import Account
from app.domain.events import EventKind
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.sla.policies import CONFERENCE, VIDEO, SlaPolicy, StopRule, Target
from app.domain.streets import STREETS
from app.domain.units import Unit, UnitKind, child_path
from app.store.change import Change
from app.store.secrets import AccountSecret

DISTRICT = Unit(unit_id="310105", kind=UnitKind.DISTRICT, name="长宁区", path=child_path("", "310105"))


async def found_district(change: Change) -> None:
    """The district, its streets and the two built-in policies, where they are not there yet."""
    units = [DISTRICT]
    units += [
        Unit(
            unit_id=street.code,
            kind=UnitKind.STREET,
            name=street.name,
            parent_id=DISTRICT.unit_id,
            path=child_path(DISTRICT.path, street.code),
        )
        for street in STREETS
    ]
    new_units = [unit for unit in units if await change.get(Unit, unit.unit_id) is None]
    policies = [one for one in built_in_policies(change.now) if await change.get(SlaPolicy, one.policy_id, 1) is None]
    for unit in new_units:
        change.insert(unit)
        change.record(EventKind.UNIT_SAVED, {"name": unit.name}, unit_id=unit.unit_id, about=[("unit", unit.unit_id)])
    for policy in policies:
        change.insert(policy)
        change.record(
            EventKind.POLICY_SAVED,
            {"policy": policy.policy_id, "version": 1},
            unit_id=DISTRICT.unit_id,
            about=[("policy", policy.policy_id)],
        )


def built_in_policies(now: datetime) -> tuple[SlaPolicy, ...]:
    """Video on the wall within 5 minutes, everybody in a conference within 15 (the district's plan, 一(三))."""
    return (
        SlaPolicy(
            policy_id="video",
            version=1,
            clock=VIDEO,
            name="现场视频",
            stop=StopRule.VIDEO_EVIDENCE,
            targets=(Target(target_s=300.0),),
            created_at=now,
            created_by="hub",
        ),
        SlaPolicy(
            policy_id="conference",
            version=1,
            clock=CONFERENCE,
            name="视频会议",
            stop=StopRule.CONFERENCE_EVIDENCE,
            targets=(Target(target_s=900.0),),
            required_titles=(RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER),
            created_at=now,
            created_by="hub",
        ),
    )


async def found_account(change: Change, *, login: str, name: str, role: Role, password_hash: str | None) -> Account:
    """Of the district. Without a password nobody can log in with it: it is for sessions that the hub opens itself."""
    account = Account(account_id=uuid.uuid4().hex, login=login, name=name, role=role, unit_id=DISTRICT.unit_id)
    change.insert(account)
    if password_hash is not None:
        change.insert(AccountSecret(account_id=account.account_id, password_hash=password_hash))
    change.record(
        EventKind.ACCOUNT_SAVED,
        {"account": account.account_id, "login": login, "role": role.value},
        unit_id=DISTRICT.unit_id,
    )
    return account
