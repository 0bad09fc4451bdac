"""The line between a hub and participants in a test: two networks and a link that loses packets.

Where this machine gives us no networks, packets go through sockets of ours on the loopback instead, by descriptions
that name those; it is said aloud, because the kernel's part is then not tested.
"""

import contextlib
import os
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from streams.webrtc.session_description import parse
from tests.rtc.lossy_link import Impairment, LossyLink, Wire, lossy_link
from tests.rtc.network import Network, can_make_networks, new_network

_ADDRESSES = ("198.18.0.1", "198.18.0.2")  # RFC 2544: for benchmarks
_LOOPBACK = "127.0.0.1"


class Line(Protocol):
    """`up` is from the hub to the participants. A thread enters an end for as long as it makes sockets there;
    descriptions are carried from end to end by `to_hub` and `to_participant`, which know a connection by its `name`."""

    hub_address: str
    participant_address: str

    @property
    def down(self) -> Wire: ...

    @property
    def up(self) -> Wire: ...

    def impair(self, impairment: Impairment) -> None: ...

    def at_hub(self) -> contextlib.AbstractContextManager[None]: ...

    def at_participants(self) -> contextlib.AbstractContextManager[None]: ...

    def to_hub(self, name: str, sdp: str) -> str: ...

    def to_participant(self, name: str, sdp: str) -> str: ...


@contextlib.contextmanager
def new_line() -> Iterator[Line]:
    """The best that this machine allows."""
    if can_make_networks():
        with network_line() as line:
            yield line
    else:
        print("NO NETWORK NAMESPACES HERE: relayed over the loopback instead", file=sys.__stderr__, flush=True)
        with relayed_line() as line:
            yield line


@contextlib.contextmanager
def network_line() -> Iterator[Line]:
    addresses = (f"{_ADDRESSES[0]}/24", f"{_ADDRESSES[1]}/24")
    with (
        new_network() as hub,
        new_network() as participants,
        lossy_link(hub, participants, addresses=addresses) as link,
    ):
        yield _NetworkLine(hub, participants, link)


@contextlib.contextmanager
def relayed_line() -> Iterator[Line]:
    with contextlib.closing(_RelayedLine()) as line:
        yield line


class _NetworkLine:
    hub_address, participant_address = _ADDRESSES

    def __init__(self, hub: Network, participants: Network, link: LossyLink) -> None:
        self._hub, self._participants, self._link = hub, participants, link
        self.up, self.down, self.impair = link.up, link.down, link.impair

    def at_hub(self) -> contextlib.AbstractContextManager[None]:
        return self._hub.entered()

    def at_participants(self) -> contextlib.AbstractContextManager[None]:
        return self._participants.entered()

    def to_hub(self, name: str, sdp: str) -> str:
        return sdp

    def to_participant(self, name: str, sdp: str) -> str:
        return sdp


class _RelayedLine:
    """Everybody on the loopback. What the hub says of where it is becomes a socket of ours; what participants say of
    where they are is kept from the hub, which would go there directly."""

    hub_address = participant_address = _LOOPBACK

    def __init__(self) -> None:
        self._link = LossyLink(seed=1)
        self.up, self.down, self.impair, self.close = (
            self._link.up,
            self._link.down,
            self._link.impair,
            self._link.close,
        )
        self._fronts: dict[str, socket.socket] = {}
        self._participants: dict[str, tuple[str, int]] = {}

    def at_hub(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def at_participants(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def to_hub(self, name: str, sdp: str) -> str:
        description = parse(sdp)
        self._participants[name] = _place(description.transport.candidates[0])
        self._introduce(name)
        return replace(description, transport=replace(description.transport, candidates=())).text()

    def to_participant(self, name: str, sdp: str) -> str:
        description = parse(sdp)
        (candidate,) = description.transport.candidates
        front, back = _socket(), _socket()
        front.bind((_LOOPBACK, 0))
        back.connect(_place(candidate))
        port = front.getsockname()[1]
        self._fronts[name] = front
        self._link.join(back.detach(), os.dup(front.fileno()))
        self._introduce(name)
        moved = re.sub(r"\S+ \d+ typ", f"{_LOOPBACK} {port} typ", candidate, count=1)
        return replace(description, transport=replace(description.transport, candidates=(moved,))).text()

    def _introduce(self, name: str) -> None:
        """As soon as both ends are known; before that nothing is sent."""
        if name in self._fronts and name in self._participants:
            with self._fronts.pop(name) as front:
                front.connect(self._participants.pop(name))


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    return made


def _place(candidate: str) -> tuple[str, int]:
    words = candidate.split()
    return words[4], int(words[5])
