"""Who can log in. Password hashes are the store's and leave it never."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.people import PersonType
from app.domain.permissions import ACTIONS, Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`login` is unique without regard to case."""

    account_id: str
    version: int = 1
    login: str
    name: str
    role: Role
    unit_id: str
    person_id: str | None = None
    person_type: PersonType = PersonType.STAFF
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Of an account at a seat, or the standing one of an API key; the token itself is nowhere."""

    session_id: str
    account_id: str
    seat: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """For another system: reports incidents of one unit and below."""

    api_key_id: str
    version: int = 1
    name: str
    unit_id: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class AccountRefusal(StrEnum):
    """Why an account was not saved, or a password not taken."""

    ROLE_ABOVE_YOURS = "role-above-yours"
    FOR_API_KEYS = "for-api-keys"
    LAST_ADMINISTRATOR = "last-administrator"
    LOGIN_TAKEN = "login-taken"
    PASSWORD_NEEDED = "password-needed"  # noqa: S105 a reason
    PASSWORD_IS_LOGIN = "password-is-login"  # noqa: S105 a reason
    EASY_PASSWORD = "easy-password"  # noqa: S105 a reason


class AccountRefusedError(ValueError):
    """`place` names the field."""

    def __init__(self, code: AccountRefusal, place: str) -> None:
        super().__init__(code.value)
        self.code, self.place = code, place


def check_granted(actor: Actor, account: Account) -> None:
    """Nobody hands out what they do not have. Raises AccountRefusedError."""
    if account.role is Role.INTAKE:
        raise AccountRefusedError(AccountRefusal.FOR_API_KEYS, "role")
    if not ACTIONS[account.role] <= ACTIONS[actor.role]:
        raise AccountRefusedError(AccountRefusal.ROLE_ABOVE_YOURS, "role")


def check_others(account: Account, *, before: Account | None, others: Iterable[Account], top_unit_id: str) -> None:
    """Against all other accounts as they are: logins differ, and somebody can administer the whole district.

    Raises AccountRefusedError.
    """
    needed = before is not None and _administers(before, top_unit_id) and not _administers(account, top_unit_id)
    for other in others:
        if other.account_id == account.account_id:
            continue
        if other.login.casefold() == account.login.casefold():
            raise AccountRefusedError(AccountRefusal.LOGIN_TAKEN, "login")
        needed = needed and not _administers(other, top_unit_id)
    if needed:
        raise AccountRefusedError(AccountRefusal.LAST_ADMINISTRATOR, "role")


def _administers(account: Account, top_unit_id: str) -> bool:
    return account.role is Role.ADMINISTRATOR and not account.disabled and account.unit_id == top_unit_id


def check_password(password: str, *, login: str) -> None:
    """Besides the length, which the command checks (NIST SP 800-63B, 3.1.1.2). Raises AccountRefusedError."""
    folded = password.casefold()
    if login.casefold() in folded and len(folded) < len(login) + 8:
        raise AccountRefusedError(AccountRefusal.PASSWORD_IS_LOGIN, "password")
    if len(set(folded)) < 4:
        raise AccountRefusedError(AccountRefusal.EASY_PASSWORD, "password")


def has_other_rights(account: Account, before: Account) -> bool:
    """Whether what the account may do changed: sessions that were opened with the old rights end."""
    return (account.role, account.unit_id, account.person_type, account.disabled) != (
        before.role,
        before.unit_id,
        before.person_type,
        before.disabled,
    )
