"""Networks of a test's own, between which packets travel through real interfaces and can be lost.

A network lives as long as the file descriptor that `new_network` opens, so that nothing stays behind whatever ends the
test; no name in the file system, no process that holds it. Needs root, or the right to make network namespaces.
"""

import contextlib
import ctypes
import fcntl
import functools
import os
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000  # linux/sched.h
_TUNSETIFF = 0x400454CA  # linux/if_tun.h
_IFF_TUN = 0x0001
_IFF_NO_PI = 0x1000  # packets without a header of the driver's


class Network:
    """A network namespace with its loopback up. Threads enter it for as long as they make sockets."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @property
    def path(self) -> str:
        """By which other processes find it while this one lives."""
        return f"/proc/{os.getpid()}/fd/{self._descriptor}"

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """The calling thread makes its sockets here; threads that it starts meanwhile stay here for good."""
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            _set_namespace(self._descriptor)
            try:
                yield
            finally:
                _set_namespace(own)
        finally:
            os.close(own)

    def command(self, words: Sequence[str]) -> list[str]:
        """`words` as a command that runs in this network."""
        return ["nsenter", f"--net={self.path}", *words]

    def ip(self, *words: str) -> None:
        """Of iproute2. Raises CalledProcessError with what it said."""
        subprocess.run(self.command(["ip", *words]), check=True, capture_output=True)

    def tunnel(self, name: str, address: str) -> int:
        """A new interface whose packets are read and written by the caller, one each; the descriptor never blocks."""
        with self.entered():
            descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN | _IFF_NO_PI))
        self.ip("address", "add", address, "dev", name)
        self.ip("link", "set", name, "up")
        return descriptor


@contextlib.contextmanager
def new_network() -> Iterator[Network]:
    """Raises PermissionError or OSError where this machine does not let us."""
    descriptor = _on_a_thread(_unshared)
    try:
        network = Network(descriptor)
        network.ip("link", "set", "lo", "up")
        yield network
    finally:
        os.close(descriptor)


@functools.cache
def can_make_networks() -> bool:
    """Whether this machine lets us: needs the right and the kernel's tunnels."""
    try:
        with new_network() as network:
            os.close(network.tunnel("try", "192.0.2.1/32"))
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def join_networks(one: Network, other: Network, *, addresses: tuple[str, str], names: tuple[str, str]) -> None:
    """By a pair of interfaces of the kernel's, which loses nothing. `addresses` with their prefix length."""
    one.ip("link", "add", names[0], "type", "veth", "peer", "name", names[1], "netns", other.path)
    for network, name, address in zip((one, other), names, addresses, strict=True):
        network.ip("address", "add", address, "dev", name)
        network.ip("link", "set", name, "up")


def _unshared() -> int:
    if _libc.unshare(_CLONE_NEWNET):
        raise _last_error()
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


def _set_namespace(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET):
        raise _last_error()


def _last_error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))


def _on_a_thread(make: Callable[[], int]) -> int:
    """Apart from the caller's thread, which stays where it is."""
    made: Future[int] = Future()

    def run() -> None:
        try:
            made.set_result(make())
        except OSError as error:
            made.set_exception(error)

    thread = threading.Thread(target=run, name="new-network")
    thread.start()
    thread.join()
    return made.result()
