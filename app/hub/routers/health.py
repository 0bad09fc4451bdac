"""Whether the hub lives, and what its clock says: for seats, supervisors and load balancers. Public, tells no facts."""

from datetime import datetime

from fastapi import Request
from pydantic import BaseModel

from app.hub.hub import Hub
from app.hub.strict_route import strict_router

router = strict_router("health")


class Health(BaseModel):
    """`store_ok`: the last transaction went through. `boot_id` changes with every start."""

    store_ok: bool
    boot_id: str
    at: datetime


@router.get("/health", response_model=Health)
async def health(request: Request) -> Health:
    hub: Hub = request.app.state.hub
    return Health(store_ok=hub.store.writer.state.ok, boot_id=hub.boot_id, at=hub.clock.now())


@router.get("/time", response_model=datetime)
async def time(request: Request) -> datetime:
    """UTC on the hub's clock, which all deadlines are read on."""
    hub: Hub = request.app.state.hub
    return hub.clock.now()
