"""A district's own certificate authority, for halls where nobody else issues certificates: seats trust its one file.

EC P-256. The authority lasts ten years; the hub's certificate 397 days, the longest that programs accept
(CA/Browser Forum, Baseline Requirements 6.3.2), and is made anew whenever `hub init` finds it a month old.
"""

import ipaddress
import os
import re
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.services.audit.durable import whole_file

_AUTHORITY_LASTS = timedelta(days=3652)
_CERTIFICATE_LASTS = timedelta(days=397)
_RENEWED_AFTER = timedelta(days=30)
# A seat's clock may be behind the hub's.
_VALID_BEFORE = timedelta(hours=1)
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
# Always in the certificate: programs on the hub's own machine.
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class CertificateError(Exception):
    """A certificate, its key or a name for it cannot be used; the message is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a certificate that is there. `names` in the order of the certificate; `fingerprint` hex SHA-256 of all."""

    names: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """Files below the hub's data folder. `authority` is what seats are given; the keys have mode 0600."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "ca.crt"

    @property
    def authority_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        return self.folder / "hub.crt"

    @property
    def key(self) -> Path:
        return self.folder / "hub.key"


def certify(folder: Path, names: Sequence[str], *, now: datetime) -> LocalAuthority:
    """Make what is missing, too old, or for other names. Without `names` those of the certificate that is there.

    An authority in its last 398 days is signed anew with its own key, so that seats which hold the older file still
    trust the hub as long as that lasts. Raises CertificateError, OSError.
    """
    files = LocalAuthority(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not files.authority_key.exists():
        _save_key(files.authority_key, ec.generate_private_key(ec.SECP256R1()))
        files.authority.unlink(missing_ok=True)
    authority_key = _load_key(files.authority_key)
    if not files.authority.exists() or facts_of(files.authority).ends_at < now + _CERTIFICATE_LASTS:
        _save_certificate(files.authority, _authority(authority_key, now))
        files.certificate.unlink(missing_ok=True)
    known = facts_of(files.certificate) if files.certificate.exists() and files.key.exists() else None
    given = (*names, *LOOPBACK) if names or known is None else known.names
    wanted = {str(name.value): name for name in map(general_name, given)}
    is_old = known is not None and now >= known.begins_at + _VALID_BEFORE + _RENEWED_AFTER
    if known is None or set(known.names) != set(wanted) or is_old:
        key = ec.generate_private_key(ec.SECP256R1())
        authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
        # Never a key beside the certificate of another: what is interrupted here is begun anew.
        files.certificate.unlink(missing_ok=True)
        _save_key(files.key, key)
        _save_certificate(files.certificate, _certificate(key, wanted.values(), authority, authority_key, now))
    return files


def general_name(text: str) -> x509.GeneralName:
    """Of a host name or an IP address. Raises CertificateError."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        pass
    try:
        ascii_name = text.encode("idna").decode().removesuffix(".")
    except UnicodeError:
        raise CertificateError(f"{text!r} is no host name") from None
    labels = ascii_name.split(".")
    if len(ascii_name) > 253 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise CertificateError(f"{text!r} is neither a host name nor an IP address")
    return x509.DNSName(ascii_name.lower())


def facts_of(path: Path) -> Facts:
    """Of the first certificate in a PEM file. Raises CertificateError, OSError."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        raise CertificateError(f"{path} holds no certificate in PEM") from None
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = x509.SubjectAlternativeName([])
    return Facts(
        names=tuple(str(name.value) for name in names),
        begins_at=certificate.not_valid_before_utc,
        ends_at=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
    )


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and 1.3 with this certificate. Raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Without the function OpenSSL would ask a person on the terminal, for ever where there is none.
        context.load_cert_chain(certificate, key, password=_no_password)
    except CertificateError:
        raise CertificateError(f"{key} has a password; the hub needs a key without one, readable by it alone") from None
    except ssl.SSLError as error:
        reason = "it belongs to another certificate" if "MISMATCH" in (error.reason or "") else "not usable PEM"
        raise CertificateError(f"the certificate {certificate} and the key {key} do not work: {reason}") from error
    except OSError as error:
        unreadable = next((path for path in (certificate, key) if not os.access(path, os.R_OK)), key)
        raise CertificateError(f"{unreadable} cannot be read: {error.strerror}") from error
    return context


def _no_password() -> bytes:
    raise CertificateError


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fivefifteen hub authority")])
    return (
        _builder(name, name, key.public_key(), now, now + _AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey,
    names: Iterable[x509.GeneralName],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fivefifteen hub")])
    # The whole time, with the hour before now, stays within 398 days.
    ends_at = min(now + _CERTIFICATE_LASTS, authority.not_valid_after_utc)
    return (
        _builder(subject, authority.subject, key.public_key(), now, ends_at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, ends_at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _VALID_BEFORE)
        .not_valid_after(ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _save_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with whole_file(path) as file:
        file.write(pem)


def _save_certificate(path: Path, certificate: x509.Certificate) -> None:
    with whole_file(path, mode=0o644) as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise CertificateError(f"{path} holds no private key in PEM without a password") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateError(f"{path} is not an authority's key of this program")
    return key
