"""Basic and Digest, against the worked examples of the RFCs."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rtsp.authentication import Authenticator, Challenge, digest, parse_challenges, strongest

# RFC 2617, 3.5.
RFC_2617 = (
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
    'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
# RFC 7616, 3.9.1.
RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def response_of(field: str) -> str:
    found = re.search(r'response="([0-9a-f]+)"', field)
    assert found
    return found[1]


def test_the_example_of_rfc_2617() -> None:
    (challenge,) = parse_challenges([RFC_2617])
    field = digest(
        challenge,
        user="Mufasa",
        password="Circle Of Life",
        method="GET",
        url="/dir/index.html",
        client_nonce="0a4f113b",
        count=1,
    )
    assert response_of(field) == "6629fae49393a05397450978507c4ef1"
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in field
    assert "qop=auth, nc=00000001" in field


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm: str, response: str) -> None:
    (challenge,) = parse_challenges([RFC_7616.format(algorithm)])
    field = digest(
        challenge,
        user="Mufasa",
        password="Circle of Life",
        method="GET",
        url="/dir/index.html",
        client_nonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        count=1,
    )
    assert response_of(field) == response
    assert f"algorithm={algorithm}" in field


def test_without_qop_it_is_the_old_digest() -> None:
    (challenge,) = parse_challenges(['Digest realm="r", nonce="n"'])
    field = digest(challenge, user="u", password="p", method="PLAY", url="rtsp://c/", client_nonce="c", count=1)

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    assert response_of(field) == md5(f"{md5('u:r:p')}:n:{md5('PLAY:rtsp://c/')}")
    assert "cnonce" not in field


@pytest.mark.parametrize("algorithm", ["MD5-sess", "SHA-256-sess"])
def test_session_variants_hash_the_nonces_into_the_secret(algorithm: str) -> None:
    (challenge,) = parse_challenges([f'Digest realm="r", nonce="n", qop="auth", algorithm={algorithm}'])
    field = digest(challenge, user="u", password="p", method="PLAY", url="rtsp://c/", client_nonce="c", count=2)

    def hashed(text: str) -> str:
        return hashlib.new(algorithm.removesuffix("-sess").replace("-", "").lower(), text.encode()).hexdigest()

    secret = hashed(f"{hashed('u:r:p')}:n:c")
    assert response_of(field) == hashed(f"{secret}:n:00000002:c:auth:{hashed('PLAY:rtsp://c/')}")


def test_quotes_in_the_realm_and_letters_beyond_ascii_in_the_password() -> None:
    (challenge,) = parse_challenges([r'Digest realm="the \"big\" hall, Basic x=1", nonce="n"'])
    assert challenge.parameters["realm"] == 'the "big" hall, Basic x=1'
    field = digest(challenge, user="操作员", password="口令é", method="PLAY", url="/", client_nonce="c", count=1)
    secret = hashlib.md5('操作员:the "big" hall, Basic x=1:口令é'.encode()).hexdigest()
    assert response_of(field) == hashlib.md5(f"{secret}:n:{hashlib.md5(b'PLAY:/').hexdigest()}".encode()).hexdigest()
    assert r'realm="the \"big\" hall, Basic x=1"' in field


def test_several_challenges_in_one_field_or_in_several() -> None:
    one = parse_challenges(
        ['Basic realm="a", Digest realm="b", nonce="n", algorithm=SHA-256, Digest realm="b", nonce=m']
    )
    assert [(challenge.scheme, challenge.parameters.get("nonce")) for challenge in one] == [
        ("basic", None),
        ("digest", "n"),
        ("digest", "m"),
    ]
    assert parse_challenges(["Basic", 'Digest nonce="n"'])[0] == Challenge("basic", {})


@pytest.mark.parametrize(
    ("fields", "algorithm"),
    [
        (['Basic realm="a"', 'Digest realm="a", nonce="n"'], "MD5"),
        (['Digest realm="a", nonce="n", algorithm=MD5', 'Digest realm="a", nonce="n", algorithm=SHA-256'], "SHA-256"),
        (['Digest realm="a", nonce="n", algorithm=SHA-512-256', 'Digest realm="a", nonce="n"'], "MD5"),
    ],
)
def test_the_strongest_is_answered(fields: list[str], algorithm: str) -> None:
    chosen = strongest(parse_challenges(fields))
    assert chosen is not None
    assert (chosen.scheme, chosen.algorithm) == ("digest", algorithm)


@pytest.mark.parametrize(
    "field",
    ["Negotiate", 'Digest realm="a"', 'Digest nonce="n", qop="auth-int"', 'Digest nonce="n", algorithm=MD4', ""],
)
def test_what_cannot_be_answered_is_not_chosen(field: str) -> None:
    assert strongest(parse_challenges([field])) is None


def test_basic_is_base64_of_utf_8() -> None:
    authenticator = Authenticator("Aladdin", "open sesame")
    assert authenticator.header("DESCRIBE", "rtsp://c/") is None
    authenticator.accept(Challenge("basic", {}))
    # RFC 7617, 2.
    assert authenticator.header("DESCRIBE", "rtsp://c/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_the_nonce_count_grows_with_each_request_and_starts_anew_with_a_nonce() -> None:
    authenticator = Authenticator("u", "p")
    authenticator.accept(Challenge("digest", {"nonce": "n", "qop": "auth"}))
    fields = [authenticator.header("PLAY", "/") or "" for _ in range(2)]
    authenticator.accept(Challenge("digest", {"nonce": "m", "qop": "auth"}))
    fields.append(authenticator.header("PLAY", "/") or "")
    assert [re.findall(r"nc=(\w+)", field) for field in fields] == [["00000001"], ["00000002"], ["00000001"]]


def test_no_representation_shows_the_password() -> None:
    assert "secret" not in repr(Authenticator("user", "secret"))


def test_a_challenge_beyond_reason_costs_nothing() -> None:
    assert parse_challenges(["Digest " + "a" * 60_000, "Digest " + 'a="' * 20_000]) == []


@given(st.lists(st.text(max_size=80), max_size=3))
def test_arbitrary_challenges_never_raise(fields: list[str]) -> None:
    strongest(parse_challenges(fields))
    strongest(parse_challenges(["Digest " + field for field in fields]))
