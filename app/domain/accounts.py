"""Who can log in. Password hashes are the store's and leave it never."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.people import PersonType
from app.domain.permissions import Role


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
