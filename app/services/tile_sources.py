"""From what a wall names (a camera's key, an address) to what a tile opens (addresses with credentials)."""

from urllib.parse import quote

from app.domain.cameras import Camera
from app.domain.scenes import Source, SourceKind
from app.services.camera_registry import CameraRegistry
from app.services.tile_feed import TileSource
from streams.url import parse_stream_url, redacted


def tile_source(source: Source, registry: CameraRegistry) -> TileSource | None:
    """None for a camera that is not registered any more; the tile then says so."""
    if source.kind is SourceKind.URL:
        return TileSource(name=redacted(source.value), main_url=source.value)
    camera = registry.get(source.value)
    if camera is None:
        return None
    return TileSource(
        name=camera.name,
        main_url=_with_credentials(camera.main_url, camera),
        sub_url=_with_credentials(camera.sub_url, camera),
        camera_id=camera.camera_id,
    )


def _with_credentials(url: str, camera: Camera) -> str:
    if not url or not (camera.user or camera.password) or not parse_stream_url(url).host:
        return url
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{quote(camera.user, safe='')}:{quote(camera.password, safe='')}@{rest}"
