"""The hub as a web application: routers, limits, refusals."""

from fastapi import FastAPI

from app.command_line import VERSION
from app.hub.body_limit import BodyLimit
from app.hub.errors import install_error_handlers
from app.hub.hub import Hub
from app.hub.routers import ROUTERS


def make_application(hub: Hub) -> FastAPI:
    """The hub is started and closed by whoever serves the application."""
    application = FastAPI(
        title="Fivefifteen hub",
        version=VERSION,
        description="The shared memory of a command hall. Refusals are {error: {code, message, place}}.",
    )
    application.state.hub = hub
    install_error_handlers(application)
    for router in ROUTERS:
        application.include_router(router)
    application.add_middleware(
        BodyLimit,
        most_bytes=hub.settings.most_body_bytes,
        larger={
            "/cameras": hub.settings.most_import_bytes,
            "/cameras/import": hub.settings.most_import_bytes,
            "/attachments": hub.settings.most_picture_bytes,
        },
    )
    return application
