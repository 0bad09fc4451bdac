"""The phone's page as the hub serves it: files of `resources/join`, read once, below an address that changes with
their contents. A browser keeps them for good and still never mixes two versions."""

import gzip
import hashlib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "resources" / "join"
_MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}

# Nothing but its own files, and nobody may put it into a frame. Blob and MediaStream are the camera's own picture;
# `ws:` and `wss:` to the same host are in 'self' (CSP 3, 6.7.2.8).
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob: mediastream:",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self)",
    # Asked anew each time, and not sent again where it is the same.
    "Cache-Control": "no-cache",
}
ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    zipped: bytes  # gzip: a phone in the rain has a narrow link
    media_type: str


@dataclass(frozen=True, slots=True)
class JoinPage:
    """`version` is hex of all its files."""

    version: str
    html: str
    assets: Mapping[str, Asset]
    certificate_template: str

    @property
    def tag(self) -> str:
        """Of HTTP (RFC 9110, 8.8.3)."""
        return f'"{self.version}"'

    def certificate(self, fingerprint: str | None) -> str:
        """HTML of how to install the authority with this fingerprint (hex); None: there is nothing to install."""
        pairs = " ".join(pair.upper() for pair in textwrap.wrap(fingerprint or "", 2))
        return self.certificate_template.replace("FINGERPRINT", pairs)


def read_join_page(folder: Path = _FOLDER) -> JoinPage:
    """Raises OSError."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    version = hashlib.sha256(b"".join(name.encode() + content for name, content in files.items())).hexdigest()[:16]
    assets = {
        name: Asset(content, gzip.compress(content, mtime=0), _MEDIA_TYPES[suffix])
        for name, content in files.items()
        if (suffix := Path(name).suffix) in _MEDIA_TYPES
    }
    # All at once instead of one after the other as they import each other.
    modules = [name for name in assets if name.endswith(".js") and name != "certificate.js"]
    preload = "".join(f'<link rel="modulepreload" href="/join/{version}/{name}">\n' for name in modules)

    def page(name: str) -> str:
        return files[name].decode().replace("VERSION", version).replace("MODULES\n", preload)

    return JoinPage(version, page("index.html"), assets, page("certificate.html"))
