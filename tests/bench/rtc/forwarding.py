"""What it costs to forward a packet and how long it takes: the embedded engine and Janus in turn, on the same load."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import table
from tests.bench.percentile import median
from tests.bench.processes import Child, child
from tests.bench.rtc.engine_client import PORT
from tests.bench.rtc.janus import JANUS_DEFAULT, JANUS_ONE_LOOP, JanusSetting, janus
from tests.bench.rtc.load import LoadFigures
from tests.rtc.network import Network, join_networks, new_network

FORWARDER, LOAD = "198.18.0.1", "198.18.0.2"  # RFC 2544: for benchmarks
_FORWARDER_CORE, _LOAD_CORE = 0, 1
_OURS = "embedded engine"
_MOST_OF_JANUS = 1.2
_DELAYS_MS = (1.0, 5.0)
_PATIENCE_S = 120.0

Say = Callable[[str], None]
Rounds = dict[str, list[LoadFigures]]


def rows(sizes: list[tuple[int, int]], *, rounds: int, seconds: float, folder: Path, say: Say) -> Iterator[table.Row]:
    """For each number of publishers and subscribers."""
    for publishers, subscribers in sizes:
        found: Rounds = {}
        for number in range(rounds):
            for name, setting in ((_OURS, None), *((one.name, one) for one in (JANUS_ONE_LOOP, JANUS_DEFAULT))):
                figures = _measure(setting, publishers, subscribers, seconds, folder)
                found.setdefault(name, []).append(figures)
                say(f"  {publishers} × {subscribers}, round {number + 1}, {name}: {_in_short(figures)}")
        yield from _rows(f"{publishers} × {subscribers}", found)


def _rows(size: str, found: Rounds) -> Iterator[table.Row]:
    ours = found[_OURS]
    for setting, bound in ((JANUS_ONE_LOOP, _MOST_OF_JANUS), (JANUS_DEFAULT, None)):
        theirs = found[setting.name]
        ratio = median([mine.cpu_us / other.cpu_us for mine, other in zip(ours, theirs, strict=True)])
        yield table.Row(
            f"processor time per forwarded packet, {size}, beside {setting.name}",
            "" if bound is None else f"≤ {bound:g} ×",
            f"{_of(ours, 'cpu_us'):.1f} µs ({_of(ours, 'cores'):.2f} core)",
            f"{_of(theirs, 'cpu_us'):.1f} µs ({_of(theirs, 'cores'):.2f} core)",
            f"{ratio:.2f}",
            table.INFORMATION if bound is None else table.PASS if ratio <= bound else table.MISS,
            ratio,
            bound,
        )
    for percent, bound_ms in zip((50, 99), _DELAYS_MS, strict=True):
        field = f"delay_p{percent}_ms"
        peers = " / ".join(f"{_of(found[one.name], field):.2f}" for one in (JANUS_ONE_LOOP, JANUS_DEFAULT))
        what = f"delay through the forwarder, {size}, p{percent}"
        yield table.at_most(what, _of(ours, field), bound_ms, unit="ms", digits=2, peer=f"Janus {peers} ms")
    lost = " / ".join(f"{_of(found[one.name], 'lost_share'):.4%}" for one in (JANUS_ONE_LOOP, JANUS_DEFAULT))
    yield table.Row(f"packets lost, {size}", "", f"{_of(ours, 'lost_share'):.4%}", f"Janus {lost}")


def _measure(
    setting: JanusSetting | None, publishers: int, subscribers: int, seconds: float, folder: Path
) -> LoadFigures:
    """One of them, started for this, in networks of its own. Raises CalledProcessError where the load fails."""
    with new_network() as inside, new_network() as outside:
        join_networks(inside, outside, addresses=(f"{FORWARDER}/24", f"{LOAD}/24"), names=("media0", "media0"))
        kind = "embedded" if setting is None else "janus"
        running = (
            engine(inside, folder)
            if setting is None
            else janus(inside, FORWARDER, setting, folder, core=_FORWARDER_CORE)
        )
        with running as forwarder:
            words = [sys.executable, "-m", "tests.bench.rtc.load", kind, FORWARDER, str(forwarder.pid), LOAD]
            words += ["--publishers", str(publishers), "--subscribers", str(subscribers)]
            words += ["--seconds", str(seconds), "--core", str(_LOAD_CORE)]
            done = subprocess.run(
                outside.command(words), check=True, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE_S
            )
            forwarder.check()
    return LoadFigures(**json.loads(done.stdout))


@contextlib.contextmanager
def engine(network: Network, folder: Path) -> Iterator[Child]:
    """The embedded engine alone, in `network`."""
    words = [sys.executable, "-m", "tests.bench.rtc.engine_process", FORWARDER, str(PORT)]
    command = network.command([*words, "--core", str(_FORWARDER_CORE)])
    with child("embedded engine", command, log=folder / "engine.log") as running:
        yield running


def _of(figures: list[LoadFigures], field: str) -> float:
    return median([getattr(one, field) for one in figures])


def _in_short(figures: LoadFigures) -> str:
    return (
        f"{figures.cpu_us:.1f} µs a packet, {figures.packets_per_s:.0f}/s, "
        f"{figures.delay_p50_ms:.2f} / {figures.delay_p99_ms:.2f} ms, lost {figures.lost_share:.4%}, "
        f"{figures.rss_bytes / 1e6:.0f} MB, load {figures.own_cores:.2f} core"
    )
