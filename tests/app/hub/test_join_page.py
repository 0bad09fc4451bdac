"""The phone's page as it is served: its headers, its versions, the words of both languages, the authority's files."""

import gzip
import hashlib
import plistlib
import re
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from app.hub.certificates import LocalAuthority, certify
from app.hub.join_page import read_join_page
from tests.servers.hub import running_hub

FOLDER = Path(__file__).parents[3] / "resources" / "join"
WORDS = re.compile(r'^  "([^"]+)": "(.*)",$', re.MULTILINE)
SCRIPTS = [path for path in FOLDER.glob("*") if not path.name.startswith("words_")]


@pytest_asyncio.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with running_hub(tmp_path) as running, httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        yield client


async def test_the_page_runs_nothing_but_its_own_files(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/join")
    policy = dict(rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "camera=(self)" in page.headers["permissions-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "<script>" not in page.text
    assert not re.search(r"\son\w+=|\sstyle=", page.text)


def test_nothing_of_it_is_elsewhere() -> None:
    for path in FOLDER.iterdir():
        assert not re.search(r"(https?:)?//[\w-]+\.\w", path.read_text().replace("// ", "")), path


async def test_the_page_is_asked_for_each_time_and_sent_where_it_changed(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/join")
    assert page.headers["cache-control"] == "no-cache"
    again = await browser.get("/join", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_its_files_are_kept_for_good_below_their_version(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/join")).text
    addresses = set(re.findall(r'(?:href|src)="(/join/[^"]+)"', page))
    assert len(addresses) > 10
    for address in addresses:
        found = await browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert found.status_code == 200
        assert found.headers["content-type"].startswith(("text/javascript", "text/css"))
        assert "immutable" in found.headers["cache-control"]
        plain = await browser.get(address, headers={"Accept-Encoding": "identity"})
        assert plain.content == found.content == (FOLDER / address.rpartition("/")[2]).read_bytes()
    old = re.sub(r"/join/\w+/", "/join/0123456789abcdef/", addresses.pop())
    assert (await browser.get(old)).status_code == 404
    assert (await browser.get(f"/join/{read_join_page().version}/..%2Findex.html")).status_code == 404


def test_another_file_is_another_version(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = read_join_page(tmp_path)
    assert before.version == read_join_page().version
    (tmp_path / "nodes.js").write_text("// other")
    after = read_join_page(tmp_path)
    assert after.version != before.version
    assert gzip.decompress(after.assets["nodes.js"].zipped) == b"// other"


def test_both_languages_have_the_same_words_and_no_other_than_are_used() -> None:
    english, chinese = (dict(WORDS.findall((FOLDER / f"words_{name}.js").read_text())) for name in ("en", "zh"))
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert text
        assert chinese[key]
        assert re.findall(r"\{\d\}", text) == sorted(re.findall(r"\{\d\}", chinese[key])), key
    code = "\n".join(path.read_text() for path in SCRIPTS)
    # `problem.${problem}.title` names all of its kind.
    made = [re.escape(one) for one in re.findall(r"`([a-z]+\.[^`]*\$\{[^`]*)`", code)]
    kinds = [re.sub(r"\\\$\\\{.*?\\\}", r"[a-z0-9-]+", one) for one in made]
    unused = [key for key in english if f'"{key}"' not in code and not any(re.fullmatch(kind, key) for kind in kinds)]
    assert unused == []
    named = set(re.findall(r'(?:words\(|data-(?:words|label|hint)=)"([^"]+)"', code))
    assert named
    assert named <= english.keys()


async def test_the_authority_comes_in_the_wrapping_of_each_system(tmp_path: Path) -> None:
    files = certify(tmp_path / "tls", ["hall.example"], now=datetime.now(UTC))
    tls = {"certificate": files.certificate, "certificate_key": files.key}
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    der = authority.public_bytes(serialization.Encoding.DER)
    async with running_hub(tmp_path, **tls) as running, _trusting(files, running.url) as browser:
        crt = await browser.get("/join/certificate/fivefifteen.crt")
        assert (crt.content, crt.headers["content-type"]) == (der, "application/x-x509-ca-cert")
        pem = await browser.get("/join/certificate/fivefifteen.pem")
        assert pem.content == files.authority.read_bytes()
        profile = await browser.get("/join/certificate/fivefifteen.mobileconfig")
        assert profile.headers["content-type"] == "application/x-apple-aspen-config"
        [payload] = plistlib.loads(profile.content)["PayloadContent"]
        assert (payload["PayloadType"], payload["PayloadContent"]) == ("com.apple.security.root", der)
        shown = (await browser.get("/join/certificate")).text
        assert hashlib.sha256(der).digest().hex(" ").upper() in shown
        assert (await browser.get("/join/certificate/fivefifteen.key")).status_code == 404


async def test_a_hub_without_an_authority_of_its_own_has_none_to_install(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/join/certificate/fivefifteen.crt")).status_code == 404
    page = await browser.get("/join/certificate")
    assert re.search(r'id="fingerprint"[^>]*></p>', page.text)


def _trusting(files: LocalAuthority, url: str) -> httpx.AsyncClient:
    context = ssl.create_default_context(cafile=str(files.authority))
    return httpx.AsyncClient(base_url=url, verify=context, trust_env=False)
