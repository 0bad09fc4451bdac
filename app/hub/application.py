"""The hub as a web application: routers, limits, refusals."""

from fastapi import FastAPI

from app.command_line import VERSION
from app.hub.body_limit import BodyLimit
from app.hub.errors import RefusalBody, install_error_handlers
from app.hub.hub import Hub
from app.hub.routers import ROUTERS
from app.hub.security_headers import SecurityHeaders

_DESCRIPTION = """The shared memory of a command hall.

Every request but the public ones carries a session's token or an API key as a bearer. Refusals are
{error: {code, message, place}}. A command with an Idempotency-Key is done once. The event feed is a WebSocket at
/events?after=SEQ: a snapshot or what was missed since event SEQ, then deltas and heartbeats."""


def make_application(hub: Hub) -> FastAPI:
    """The hub is started and closed by whoever serves the application."""
    application = FastAPI(
        title="Fivefifteen hub",
        version=VERSION,
        description=_DESCRIPTION,
        # Ours is a page without scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        # A redirection would go wherever the Host header of the request says.
        redirect_slashes=False,
        responses={"4XX": {"model": RefusalBody}, "5XX": {"model": RefusalBody}, 422: {"model": RefusalBody}},
    )
    application.state.hub = hub
    install_error_handlers(application)
    for router in ROUTERS:
        application.include_router(router)
    settings = hub.settings
    application.add_middleware(
        BodyLimit,
        most_bytes=settings.most_body_bytes,
        larger={
            "/cameras": settings.most_import_bytes,
            "/cameras/import": settings.most_import_bytes,
            "/attachments": settings.most_picture_bytes,
            "/join/photos": settings.most_picture_bytes,
        },
        patience_s=settings.request_patience_s,
    )
    application.add_middleware(SecurityHeaders)
    return application
