"""How the hub says no: one shape for every refusal, with a code that programs know and a sentence that people read."""

import logging
from collections.abc import Mapping
from enum import StrEnum

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.domain.accounts import AccountRefusal, AccountRefusedError
from app.domain.assignment_life import AssignmentRefusedError
from app.domain.decisions import DecisionRefusedError
from app.domain.incident_life import TransitionRefusedError
from app.domain.incident_reports import ReportRefusedError
from app.domain.people import PersonRefusal, PersonRefusedError, ShiftRefusal, ShiftRefusedError
from app.domain.ringing import InvitationRefusedError
from app.domain.room_rules import RoomRefusedError
from app.domain.sla.clock_rules import ClockRefusedError
from app.domain.units import UnitRefusal, UnitRefusedError
from app.hub.security_headers import SECURITY_HEADERS
from app.store.answers import KeyReusedError
from app.store.errors import StoreBusyError, StoreError, StoreFullError, StoreUnavailableError

log = logging.getLogger(__name__)


class Fault(BaseModel):
    """`place` names the field of the request, where there is one."""

    code: str
    message: str
    place: str


class RefusalBody(BaseModel):
    """The body of every answer from 400 on."""

    error: Fault


class RefusedError(Exception):
    """A command or question that is refused; nothing was changed. `code` is stable. `again_s`: when to try again."""

    def __init__(self, status: int, code: str, message: str, *, place: str = "", again_s: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.place, self.again_s = status, code, message, place, again_s


def not_found(what: str) -> RefusedError:
    """Also for what the actor may not know about: guessing keys tells nothing."""
    return RefusedError(404, "not-found", f"There is no such {what}.")


def not_permitted(message: str = "Your role or unit does not allow this.") -> RefusedError:
    return RefusedError(403, "not-permitted", message)


def stale(found: int) -> RefusedError:
    return RefusedError(
        409, "stale-version", f"Somebody changed this meanwhile: it has version {found} now. Load it again."
    )


def unusable(place: str, message: str, *, code: str = "unusable") -> RefusedError:
    return RefusedError(422, code, message, place=place)


def conflict(code: str, message: str) -> RefusedError:
    return RefusedError(409, code, message)


_STORE = {
    StoreFullError: (507, "disk-full", "The hub's disk is full: nothing was changed. Make room and try again."),
    StoreBusyError: (503, "busy", "Too many commands wait: nothing was changed. Try again in a moment."),
    StoreUnavailableError: (503, "store-unavailable", "The hub cannot reach its database. Try again in a moment."),
}
_DIRECTORY: Mapping[StrEnum, str] = {
    UnitRefusal.NO_PARENT: "There is no such unit to put it under.",
    UnitRefusal.WRONG_PARENT: "A unit of this kind does not belong under that one.",
    UnitRefusal.ONE_DISTRICT: "There is a district already.",
    UnitRefusal.WRONG_CODE: "A district's id is its code of 6 digits, a street's that of 9 digits which begins with "
    "the district's; other ids are up to 64 letters, digits, dots, lines.",
    UnitRefusal.NAME_TAKEN: "There is a unit of this name already.",
    UnitRefusal.CITY_CODE_TAKEN: "Another unit has this city code.",
    UnitRefusal.FOREIGN_GRID: "This grid code belongs to another street.",
    UnitRefusal.STAYS_WHERE_IT_IS: "A unit keeps its kind and the unit it belongs to. Make a new one instead.",
    PersonRefusal.SAME_HAT_TWICE: "A person has a title of a unit once.",
    PersonRefusal.NO_DEPUTY_ORDER: "The order of deputies goes from 0 (the holder) to 99.",
    PersonRefusal.UNUSABLE_CONTACT: "This is no number or address of that kind.",
    ShiftRefusal.NO_SHIFT_OF_THIS_TITLE: "On shift are duty officers, duty leaders and whoever stands by.",
    ShiftRefusal.ENDS_BEFORE_IT_STARTS: "A shift ends after it starts.",
    ShiftRefusal.TOO_LONG: "A shift lasts 10 days at most.",
    ShiftRefusal.PERSON_LEFT: "This person is not active any more.",
    ShiftRefusal.OVERLAPS: "Somebody else has this duty at that time.",
    ShiftRefusal.ELSEWHERE: "This person is on another shift at that time.",
    AccountRefusal.ROLE_ABOVE_YOURS: "You cannot give a role that may do more than yours.",
    AccountRefusal.FOR_API_KEYS: "This role is for API keys only.",
    AccountRefusal.LAST_ADMINISTRATOR: "The district needs an administrator: make another one first.",
    AccountRefusal.LOGIN_TAKEN: "Another account has this login.",
    AccountRefusal.PASSWORD_NEEDED: "A new account needs a password.",
    AccountRefusal.PASSWORD_IS_LOGIN: "The password must not be little more than the login.",
    AccountRefusal.EASY_PASSWORD: "The password needs more different characters.",
}
# These are about what others have or are, not about what was sent.
_CONFLICTS = frozenset(
    {
        UnitRefusal.ONE_DISTRICT,
        UnitRefusal.NAME_TAKEN,
        UnitRefusal.CITY_CODE_TAKEN,
        ShiftRefusal.OVERLAPS,
        ShiftRefusal.ELSEWHERE,
        AccountRefusal.LAST_ADMINISTRATOR,
        AccountRefusal.LOGIN_TAKEN,
    }
)


def install_error_handlers(application: FastAPI) -> None:
    @application.exception_handler(RefusedError)
    async def refused(_request: Request, error: RefusedError) -> JSONResponse:
        response = answer(error.status, error.code, error.message, place=error.place)
        if error.again_s is not None:
            response.headers["Retry-After"] = str(error.again_s)
        return response

    @application.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        return answer(422, "unusable", str(fault["msg"]), place=place)

    @application.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        response = answer(error.status_code, _HTTP_CODES.get(error.status_code, "refused"), str(error.detail))
        response.headers.update(error.headers or {})
        return response

    @application.exception_handler(TransitionRefusedError)
    @application.exception_handler(ClockRefusedError)
    @application.exception_handler(AssignmentRefusedError)
    @application.exception_handler(DecisionRefusedError)
    @application.exception_handler(ReportRefusedError)
    @application.exception_handler(RoomRefusedError)
    @application.exception_handler(InvitationRefusedError)
    async def refused_by_rule(
        _request: Request,
        error: TransitionRefusedError
        | ClockRefusedError
        | AssignmentRefusedError
        | DecisionRefusedError
        | ReportRefusedError
        | RoomRefusedError
        | InvitationRefusedError,
    ) -> JSONResponse:
        return answer(409, error.code.value, f"The rules do not allow this: {error.code.value}.")

    @application.exception_handler(UnitRefusedError)
    @application.exception_handler(PersonRefusedError)
    @application.exception_handler(ShiftRefusedError)
    @application.exception_handler(AccountRefusedError)
    async def refused_by_directory(
        _request: Request, error: UnitRefusedError | PersonRefusedError | ShiftRefusedError | AccountRefusedError
    ) -> JSONResponse:
        words = _DIRECTORY[error.code]
        if isinstance(error, ShiftRefusedError) and error.other is not None and error.code is ShiftRefusal.OVERLAPS:
            words += f" It lasts from {error.other.starts_at.isoformat()} to {error.other.ends_at.isoformat()}."
        status = 409 if error.code in _CONFLICTS else 422
        return answer(status, error.code.value, words, place=f"body.{error.place}")

    @application.exception_handler(StoreError)
    async def store(_request: Request, error: StoreError) -> JSONResponse:
        status, code, message = _STORE.get(
            type(error), (503, "store-unavailable", "The hub's database refused the change.")
        )
        response = answer(status, code, message)
        response.headers["Retry-After"] = "1"
        return response

    @application.exception_handler(KeyReusedError)
    async def key_reused(_request: Request, _error: KeyReusedError) -> JSONResponse:
        return answer(422, "key-reused", "This Idempotency-Key was used for another command.")

    @application.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: ClientDisconnect) -> JSONResponse:
        return answer(400, "unusable", "The request ended before its end.")

    @application.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %r failed", request.method, request.url.path, exc_info=error)
        response = answer(500, "failed", "The hub failed on this. It is in its log.")
        # This one is sent outside of all other layers.
        response.headers.update(SECURITY_HEADERS)
        return response


_HTTP_CODES = {
    400: "unusable",
    401: "not-logged-in",
    404: "not-found",
    405: "no-such-method",
    408: "too-slow",
    413: "too-large",
}


def answer(status: int, code: str, message: str, *, place: str = "") -> JSONResponse:
    response = JSONResponse({"error": {"code": code, "message": message, "place": place}}, status_code=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
