"""Logging in, accounts and keys of other systems."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.domain.people import PersonType
from app.domain.permissions import Role
from app.services.commands.fields import Command, Key, Line, Moment, Title, Version


class LogIn(Command):
    login: Line
    password: Annotated[str, Field(max_length=1000, repr=False)]
    seat: Line = ""


class LoggedIn(Command):
    """The answer: `token` is shown this once; `person_id` is who it is in the directory."""

    token: Annotated[str, Field(repr=False)]
    account_id: str
    name: str
    role: Role
    unit_id: str
    unit_path: str
    person_type: PersonType = PersonType.STAFF
    person_id: str | None = None
    expires_at: datetime


class ChangePassword(Command):
    old_password: Annotated[str, Field(max_length=1000, repr=False)]
    new_password: Annotated[str, Field(min_length=10, max_length=1000, repr=False)]


class SaveAccount(Command):
    """`expected_version` None makes a new one, then `password` is needed; later it sets a new one."""

    expected_version: Version | None = None
    login: Title
    name: Title
    role: Role
    unit_id: Key
    person_id: Key | None = None
    person_type: PersonType = PersonType.STAFF
    disabled: bool = False
    password: Annotated[str | None, Field(min_length=10, max_length=1000, repr=False)] = None


class IssueApiKey(Command):
    name: Title
    unit_id: Key
    expires_at: Moment | None = None


class IssuedApiKey(Command):
    """`token` is shown this once."""

    api_key_id: str
    token: Annotated[str, Field(repr=False)]
