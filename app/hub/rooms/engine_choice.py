"""Which engine carries the media of conferences, and where it is reached."""

import asyncio
import importlib
import ipaddress

from app.hub.settings import HubSettings
from app.services.conference_engine import ConferenceEngine


async def embedded_engine(settings: HubSettings) -> ConferenceEngine:
    """The forwarder inside this hub. Loaded in a thread: it takes some tenths of a second that nobody should notice.

    Raises ImportError, OSError.
    """
    module = await asyncio.to_thread(importlib.import_module, "app.hub.engines.embedded")
    engine: ConferenceEngine = module.EmbeddedEngine(
        ports=settings.conference_ports, addresses=media_addresses(settings)
    )
    return engine


def media_addresses(settings: HubSettings) -> tuple[str, ...] | None:
    """None: all of the machine. A hub that is reached on one address alone offers its media there alone."""
    if settings.conference_addresses is not None:
        return settings.conference_addresses
    try:
        address = ipaddress.ip_address(settings.host)
    except ValueError:
        return ("127.0.0.1", "::1") if settings.host == "localhost" else None
    return None if address.is_unspecified else (str(address),)
