"""The hub's own certificate authority, as phones and machines take it in: the same certificate in three wrappings."""

import plistlib
import ssl
import uuid
from dataclasses import dataclass
from pathlib import Path

from app.hub.certificates import CertificateError, LocalAuthority, facts_of
from app.hub.settings import HubSettings

_NAME = "Fivefifteen hub authority"


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """`fingerprint` hex SHA-256."""

    pem: bytes
    fingerprint: str

    @property
    def der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(self.pem.decode("ascii"))

    @property
    def mobileconfig(self) -> bytes:
        """A profile of Apple's with this one certificate (Apple, "CertificateRoot" payload)."""
        # The same authority is the same profile: installed twice it replaces itself.
        made_of = uuid.uuid5(uuid.NAMESPACE_OID, self.fingerprint)
        identifier = f"fivefifteen.authority.{self.fingerprint[:16]}"
        certificate = {
            "PayloadType": "com.apple.security.root",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"{identifier}.certificate",
            "PayloadUUID": str(uuid.uuid5(made_of, "certificate")).upper(),
            "PayloadDisplayName": _NAME,
            "PayloadContent": self.der,
        }
        profile = {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": identifier,
            "PayloadUUID": str(made_of).upper(),
            "PayloadDisplayName": _NAME,
            "PayloadContent": [certificate],
        }
        return plistlib.dumps(profile)


def authority_file(settings: HubSettings) -> AuthorityFile | None:
    """None where the hub's certificate is of somebody else's authority, or there is no TLS."""
    local = LocalAuthority(settings.tls)
    if settings.certificate is None or not _is_same(settings.certificate, local.certificate):
        return None
    try:
        return AuthorityFile(local.authority.read_bytes(), facts_of(local.authority).fingerprint)
    except (OSError, CertificateError):
        return None


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
