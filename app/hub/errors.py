"""How the hub says no: one shape for every refusal, with a code that programs know and a sentence that people read."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.domain.incident_life import TransitionRefusedError
from app.domain.sla.clock_rules import ClockRefusedError
from app.store.errors import StoreBusyError, StoreError, StoreFullError, StoreUnavailableError
from app.store.writer import KeyReusedError

log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A command or question that is refused; nothing was changed. `code` is stable."""

    def __init__(self, status: int, code: str, message: str, *, place: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.place = status, code, message, place


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


def install_error_handlers(application: FastAPI) -> None:
    @application.exception_handler(RefusedError)
    async def refused(_request: Request, error: RefusedError) -> JSONResponse:
        return answer(error.status, error.code, error.message, place=error.place)

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
    async def refused_by_rule(_request: Request, error: TransitionRefusedError | ClockRefusedError) -> JSONResponse:
        return answer(409, error.code.value, f"The rules do not allow this: {error.code.value}.")

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

    @application.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return answer(500, "failed", "The hub failed on this. It is in its log.")


_HTTP_CODES = {400: "unusable", 401: "not-logged-in", 404: "not-found", 405: "no-such-method", 413: "too-large"}


def answer(status: int, code: str, message: str, *, place: str = "") -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "place": place}}, status_code=status)
