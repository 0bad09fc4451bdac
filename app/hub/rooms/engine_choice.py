"""Which engine carries the media of conferences, and where it is reached."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable

from app.clock import Clock
from app.hub.settings import HubSettings
from app.services.conference_engine import ConferenceEngine

MakeEngine = Callable[[HubSettings, Clock], Awaitable[ConferenceEngine]]


async def embedded_engine(settings: HubSettings, clock: Clock) -> ConferenceEngine:
    """The forwarder inside this hub. Loaded in a thread: it takes some tenths of a second that nobody should notice.

    Raises ImportError, OSError.
    """
    return await asyncio.to_thread(_load, settings, clock)


def _load(settings: HubSettings, clock: Clock) -> ConferenceEngine:
    from app.hub.engines.embedded import EmbeddedEngine
    from streams.webrtc.ice import IceSettings

    ice = IceSettings(addresses=media_addresses(settings), ports=settings.conference_ports)
    return EmbeddedEngine(ice, clock=clock)


def media_addresses(settings: HubSettings) -> tuple[str, ...] | None:
    """None: all of the machine. A hub that is reached on one address alone offers its media there alone."""
    if settings.conference_addresses is not None:
        return settings.conference_addresses
    try:
        address = ipaddress.ip_address(settings.host)
    except ValueError:
        return ("127.0.0.1", "::1") if settings.host == "localhost" else None
    return None if address.is_unspecified else (str(address),)
