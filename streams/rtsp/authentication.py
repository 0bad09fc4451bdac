"""Proves who we are: Basic (RFC 7617) and Digest (RFC 2617, RFC 7616), the strongest that the server offers."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

LONGEST_FIELD = 2048  # characters; keeps the patterns below from being made to work for seconds

_CHALLENGE_START = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)\s+(?=[A-Za-z0-9_*-]+\s*=)|^\s*([A-Za-z]+)\s*$")
_PARAMETER = re.compile(r'([A-Za-z0-9_*-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))')

# Stronger first. RFC 7616 also knows SHA-512-256, which no camera seen so far offers.
_ALGORITHMS: dict[str, Callable[[bytes], str]] = {
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
}


@dataclass(slots=True, frozen=True)
class Challenge:
    """One WWW-Authenticate challenge; parameter names in lower case."""

    scheme: str
    parameters: dict[str, str]

    @property
    def stale(self) -> bool:
        return self.parameters.get("stale", "").lower() == "true"

    @property
    def algorithm(self) -> str:
        return self.parameters.get("algorithm", "MD5").upper()


def parse_challenges(fields: Iterable[str]) -> list[Challenge]:
    """All challenges in all WWW-Authenticate fields; several may share one field. Nothing raises."""
    found: list[Challenge] = []
    for text in fields:
        if len(text) > LONGEST_FIELD:
            continue
        # Quoted strings are blanked out first, so that a realm cannot look like a challenge.
        blank = re.sub(r'"(?:[^"\\]|\\.)*"', lambda quoted: '"' + "_" * (len(quoted[0]) - 2) + '"', text)
        starts = list(_CHALLENGE_START.finditer(blank))
        ends = [*(match.start() for match in starts[1:]), len(text)]
        for match, end in zip(starts, ends, strict=False):
            rest = text[match.end() : end]
            parameters = {
                name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
                for name, quoted, plain in _PARAMETER.findall(rest)
            }
            found.append(Challenge((match[1] or match[2]).lower(), parameters))
    return found


def strongest(challenges: Iterable[Challenge]) -> Challenge | None:
    """The challenge to answer, None when none can be. Basic, which shows the password, only if it is the only one."""
    usable = [challenge for challenge in challenges if _strength(challenge)]
    return max(usable, key=_strength, default=None)


def _strength(challenge: Challenge) -> int:
    if challenge.scheme == "basic":
        return 1
    if challenge.scheme != "digest" or "nonce" not in challenge.parameters:
        return 0
    qop = challenge.parameters.get("qop")
    if qop is not None and "auth" not in _options(qop):
        return 0
    names = list(_ALGORITHMS)
    name = challenge.algorithm.removesuffix("-SESS")
    return 1 + len(names) - names.index(name) if name in names else 0


class Authenticator:
    """Answers one server's challenges for one user; keeps the nonce count of the session."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._challenge: Challenge | None = None
        self._count = 0
        self._client_nonce = ""

    def __repr__(self) -> str:
        return "Authenticator(***)"

    def accept(self, challenge: Challenge) -> None:
        """Answer this challenge from the next request on."""
        self._challenge = challenge
        self._count = 0
        self._client_nonce = secrets.token_hex(8)

    @property
    def nonce(self) -> str | None:
        """The nonce in use, None before a challenge and with Basic."""
        return self._challenge.parameters.get("nonce") if self._challenge is not None else None

    def header(self, method: str, url: str) -> str | None:
        """The Authorization field for a request without body, None as long as nobody asked."""
        challenge = self._challenge
        if challenge is None:
            return None
        if challenge.scheme == "basic":
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        self._count += 1
        return digest(
            challenge,
            user=self._user,
            password=self._password,
            method=method,
            url=url,
            client_nonce=self._client_nonce,
            count=self._count,
        )


def digest(
    challenge: Challenge, *, user: str, password: str, method: str, url: str, client_nonce: str, count: int
) -> str:
    """The Authorization field of RFC 7616, 3.4; without qop that of RFC 2069 (kept in RFC 2617, 3.2.2.1)."""
    algorithm = challenge.algorithm
    hashed = _ALGORITHMS[algorithm.removesuffix("-SESS")]
    realm = challenge.parameters.get("realm", "")
    nonce = challenge.parameters["nonce"]
    secret = hashed(f"{user}:{realm}:{password}".encode())
    session = algorithm.endswith("-SESS")
    if session:
        secret = hashed(f"{secret}:{nonce}:{client_nonce}".encode())
    request = hashed(f"{method}:{url}".encode())
    fields = [
        f"username={_quoted(user)}",
        f"realm={_quoted(realm)}",
        f"nonce={_quoted(nonce)}",
        f"uri={_quoted(url)}",
    ]
    if "qop" in challenge.parameters:
        response = hashed(f"{secret}:{nonce}:{count:08x}:{client_nonce}:auth:{request}".encode())
        fields += ["qop=auth", f"nc={count:08x}", f"cnonce={_quoted(client_nonce)}"]
    else:
        response = hashed(f"{secret}:{nonce}:{request}".encode())
        if session:
            fields.append(f"cnonce={_quoted(client_nonce)}")
    fields.append(f"response={_quoted(response)}")
    if "opaque" in challenge.parameters:
        fields.append(f"opaque={_quoted(challenge.parameters['opaque'])}")
    if "algorithm" in challenge.parameters:
        fields.append(f"algorithm={challenge.parameters['algorithm']}")
    return "Digest " + ", ".join(fields)


def _options(qop: str) -> set[str]:
    return {option.strip().lower() for option in qop.split(",")}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
