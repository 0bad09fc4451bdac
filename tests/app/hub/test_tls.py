"""The local authority, the certificate that it signs, and a hub that serves with it."""

import ssl
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.client import connect

from app.hub.certificates import CertificateError, LocalAuthority, certify, facts_of, general_name, server_context
from app.link.hub_client import HubClient
from app.link.hub_wire import HubUnreachableError
from tests.servers.certificates import make_certificate
from tests.servers.hub import running_hub

NOW = datetime.now(UTC)
HOSTS = ("hall.example", "10.0.0.5", "2001:db8::5", "指挥.example")


@pytest.fixture
def files(tmp_path: Path) -> LocalAuthority:
    return certify(tmp_path / "tls", HOSTS, now=NOW)


def certificate_of(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def openssl_verifies(files: LocalAuthority, *words: str, authority: Path | None = None) -> bool:
    """Somebody else's opinion."""
    command = ["openssl", "verify", "-x509_strict", "-CAfile", str(authority or files.authority), *words]
    return subprocess.run([*command, str(files.certificate)], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("-verify_hostname", "hall.example"),
        ("-verify_hostname", "localhost"),
        ("-verify_hostname", "指挥.example".encode("idna").decode()),
        ("-verify_ip", "10.0.0.5"),
        ("-verify_ip", "2001:db8::5"),
        ("-verify_ip", "127.0.0.1"),
        ("-purpose", "sslserver"),
    ],
)
def test_the_certificate_is_good_for_every_name_given(files: LocalAuthority, words: tuple[str, ...]) -> None:
    assert openssl_verifies(files, *words)


def test_it_is_good_for_nothing_else(files: LocalAuthority) -> None:
    assert not openssl_verifies(files, "-verify_hostname", "other.example")
    assert not openssl_verifies(files, "-verify_ip", "10.0.0.6")
    assert not openssl_verifies(files, "-purpose", "sslclient")


def test_it_lasts_as_long_as_programs_accept_and_the_authority_ten_years(files: LocalAuthority) -> None:
    certificate, authority = facts_of(files.certificate), facts_of(files.authority)
    assert timedelta(days=390) < certificate.ends_at - certificate.begins_at <= timedelta(days=398)
    assert authority.ends_at - NOW > timedelta(days=3650)
    assert certificate.begins_at < NOW, "a seat's clock may be behind"


def test_keys_are_p_256_and_for_the_hub_alone(files: LocalAuthority) -> None:
    for path in (files.key, files.authority_key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for path in (files.certificate, files.authority):
        key = certificate_of(path).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


def contents(files: LocalAuthority) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.folder.iterdir()}


@pytest.mark.parametrize("names", [HOSTS, ()])
def test_doing_it_again_changes_nothing(files: LocalAuthority, names: tuple[str, ...]) -> None:
    before = contents(files)
    certify(files.folder, names, now=NOW + timedelta(days=20))
    assert contents(files) == before


def test_a_month_later_the_certificate_is_new_for_the_same_names_of_the_same_authority(files: LocalAuthority) -> None:
    before = contents(files)
    certify(files.folder, (), now=NOW + timedelta(days=40))
    after = contents(files)
    assert {name for name in before if before[name] != after[name]} == {"hub.crt", "hub.key"}
    assert openssl_verifies(files, "-verify_hostname", "hall.example", "-attime", _unix(NOW + timedelta(days=420)))


def test_other_names_make_another_certificate(files: LocalAuthority) -> None:
    certify(files.folder, ["new.example"], now=NOW)
    assert facts_of(files.certificate).names == ("new.example", "localhost", "127.0.0.1", "::1")
    assert openssl_verifies(files, "-verify_hostname", "new.example")


def test_an_authority_near_its_end_is_renewed_and_seats_with_the_old_file_go_on(files: LocalAuthority) -> None:
    old = files.folder.parent / "seat.crt"
    old.write_bytes(files.authority.read_bytes())
    later = NOW + timedelta(days=3400)
    certify(files.folder, (), now=later)
    assert facts_of(files.authority).ends_at > later + timedelta(days=3650)
    for authority in (old, files.authority):
        assert openssl_verifies(files, "-attime", _unix(later + timedelta(days=30)), authority=authority)


def test_what_was_interrupted_is_made_again(files: LocalAuthority) -> None:
    files.certificate.unlink()
    certify(files.folder, HOSTS, now=NOW)
    server_context(files.certificate, files.key)


@pytest.mark.parametrize("text", ["", "two words", "https://hall.example", "hall.example:5150", "1.2.3", "-a.example"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(CertificateError):
        general_name(text)


def test_unusable_certificates_are_told_in_words(files: LocalAuthority, tmp_path: Path) -> None:
    other = certify(tmp_path / "other", (), now=NOW)
    with pytest.raises(CertificateError, match="belongs to another certificate"):
        server_context(files.certificate, other.key)
    with pytest.raises(CertificateError, match="not usable PEM"):
        server_context(files.key, files.certificate)
    with pytest.raises(CertificateError, match=r"nowhere\.key cannot be read"):
        server_context(files.certificate, tmp_path / "nowhere.key")
    locked = tmp_path / "locked.key"
    encrypting = ["openssl", "ec", "-in", str(files.key), "-aes256", "-passout", "pass:secret", "-out", str(locked)]
    subprocess.run(encrypting, check=True, capture_output=True)
    with pytest.raises(CertificateError, match="has a password"):
        server_context(files.certificate, locked)


async def test_seats_that_hold_the_authority_trust_the_hub_and_nobody_else_does(
    files: LocalAuthority, tmp_path: Path
) -> None:
    stranger = make_certificate(tmp_path)
    tls = {"certificate": files.certificate, "certificate_key": files.key}
    async with running_hub(tmp_path / "hub", **tls) as hub:
        assert hub.url.startswith("https://127.0.0.1:")
        for verify, trusts in ((str(files.authority), True), (str(stranger.authority), False), (True, False)):
            client = HubClient(hub.url, verify=verify)
            try:
                if trusts:
                    assert (await client.health())["store_ok"] is True
                else:
                    with pytest.raises(HubUnreachableError, match="CERTIFICATE_VERIFY_FAILED"):
                        await client.health()
            finally:
                await client.close()
        by_other_name = HubClient(hub.url.replace("127.0.0.1", "127.0.0.2"), verify=str(files.authority))
        with pytest.raises(HubUnreachableError):
            await by_other_name.health()
        await by_other_name.close()


async def test_the_feed_is_behind_the_same_certificate(files: LocalAuthority, tmp_path: Path) -> None:
    tls = {"certificate": files.certificate, "certificate_key": files.key}
    async with (
        running_hub(tmp_path / "hub", **tls) as hub,
        connect(
            hub.url.replace("https", "wss") + "/events", ssl=ssl.create_default_context(cafile=files.authority)
        ) as socket,
    ):
        await socket.wait_closed()
        assert socket.close_code == 4001, "nobody has logged in"


def test_old_versions_of_the_protocol_are_not_spoken(files: LocalAuthority) -> None:
    assert server_context(files.certificate, files.key).minimum_version is ssl.TLSVersion.TLSv1_2


def _unix(at: datetime) -> str:
    return str(int(at.timestamp()))
