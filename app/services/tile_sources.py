"""From what a wall names (a camera's key, an address, a participant) to what a tile opens."""

from app.domain.rooms import Participation, ParticipationStatus
from app.domain.scenes import Source, SourceKind
from app.services.camera_registry import CameraRegistry
from app.services.conference_engine import StreamSource
from app.services.sealed_addresses import token_of
from app.services.signalling import RoomParticipant
from app.services.tile_feed import TileSource
from streams.errors import Reason
from streams.url import redacted, with_credentials


def tile_source(source: Source, registry: CameraRegistry) -> TileSource | None:
    """None for a camera that is not registered any more; the tile then says so. Where it has to be asked for what
    opens it, that is done now, and the source waits."""
    if source.kind is SourceKind.URL:
        return _address_source(source.value, registry)
    if (registered := registry.get(source.value)) is None:
        return None
    if (camera := registry.opened(source.value)) is None:
        return TileSource(name=registered.name, main_url="", camera_id=registered.camera_id, waiting=True)
    return TileSource(
        name=camera.name,
        main_url=with_credentials(camera.main_url, camera.user, camera.password),
        sub_url=with_credentials(camera.sub_url, camera.user, camera.password),
        camera_id=camera.camera_id,
    )


def participant_source(source: Source, participation: Participation, live: RoomParticipant | None) -> TileSource:
    """Of somebody in a conference. `live` is how the room sees them now, None where this seat does not know (yet):
    then their picture is asked for, and the stream's own state tells."""
    stream = StreamSource.SCREEN if source.is_shared_screen else StreamSource.CAMERA
    absent = _absence(participation, live, stream)
    # The last picture of somebody whose line is lost stays; nobody else has one to wait for.
    shown = absent in (None, Reason.LINE_LOST)
    return TileSource(
        name=participation.name,
        main_url=participant_address(participation, stream) if shown else "",
        participation_id=participation.participation_id,
        absent=absent,
    )


def participant_address(participation: Participation, stream: StreamSource) -> str:
    """Under which `streams.feeds` knows a participant's video."""
    return f"conference://{participation.room_id}/{participation.participation_id}/{stream.value}"


def _absence(participation: Participation, live: RoomParticipant | None, stream: StreamSource) -> Reason | None:
    status = live.status if live is not None else participation.status
    if status is ParticipationStatus.DROPPED:
        return Reason.LINE_LOST
    if status is not ParticipationStatus.IN:
        return Reason.NOT_IN_ROOM
    if live is None or (stream in live.sources and stream not in live.muted_by_host):
        return None
    if stream is StreamSource.SCREEN:
        return Reason.NOT_SHARING
    heard = StreamSource.MICROPHONE in live.sources and not live.muted_by_host
    return Reason.VOICE_ONLY if heard else Reason.CAMERA_OFF


def _address_source(address: str, registry: CameraRegistry) -> TileSource:
    name = redacted(address)
    if token_of(address) is None:
        return TileSource(name=name, main_url=address)
    access = registry.opened_address(address)
    if access is None:
        return TileSource(name=name, main_url="", waiting=True)
    return TileSource(name=name, main_url=with_credentials(access.main_url, access.user, access.password))
