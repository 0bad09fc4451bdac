"""Certificates for servers of the tests, made by `openssl` as an administrator would make them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files: the server's certificate and key, and the authority that signed it."""

    certificate: Path
    key: Path
    authority: Path


def make_certificate(folder: Path, *, names: str = "IP:127.0.0.1,DNS:localhost") -> Certificate:
    """A server certificate for `names` (a subjectAltName list), signed by an authority made for it."""
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    certificate, key, request = folder / "server.pem", folder / "server.key", folder / "server.csr"
    extensions = folder / "extensions"
    extensions.write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl("req", "-x509", *elliptic, "-keyout", authority_key, "-out", authority, "-days", "2", "-subj", "/CN=Tests")
    _openssl("req", *elliptic, "-keyout", key, "-out", request, "-subj", "/CN=camera")
    _openssl(
        *("x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-CAcreateserial"),
        *("-out", certificate, "-days", "2", "-extfile", extensions),
    )
    return Certificate(certificate, key, authority)


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
