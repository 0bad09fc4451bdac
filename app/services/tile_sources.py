"""From what a wall names (a camera's key, an address) to what a tile opens (addresses with credentials)."""

from urllib.parse import quote

from app.domain.cameras import Camera
from app.domain.scenes import Source, SourceKind
from app.services.camera_registry import CameraRegistry
from app.services.sealed_addresses import token_of
from app.services.shared_cameras import CameraAccess
from app.services.tile_feed import TileSource
from streams.url import parse_stream_url, redacted


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
        main_url=_with_credentials(camera.main_url, camera),
        sub_url=_with_credentials(camera.sub_url, camera),
        camera_id=camera.camera_id,
    )


def _address_source(address: str, registry: CameraRegistry) -> TileSource:
    name = redacted(address)
    if token_of(address) is None:
        return TileSource(name=name, main_url=address)
    access = registry.opened_address(address)
    if access is None:
        return TileSource(name=name, main_url="", waiting=True)
    return TileSource(name=name, main_url=_with_credentials(access.main_url, access))


def _with_credentials(url: str, known: Camera | CameraAccess) -> str:
    if not url or not (known.user or known.password) or not parse_stream_url(url).host:
        return url
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{quote(known.user, safe='')}:{quote(known.password, safe='')}@{rest}"
