"""Turns what the rounds measured into the rows of the table."""

import dataclasses
from collections.abc import Sequence

from tests.bench import glass_to_glass, opening, processor_load
from tests.bench.percentile import median, percentile
from tests.bench.table import VOID, Row, aligned, at_least, at_most, beside, missing
from tests.bench.viewers import DECODE_ONLY, GSTREAMER, GSTREAMER_PLAIN, MPV, OPENCV, WALL

_CPU_TARGETS: dict[str, tuple[float | None, str]] = {
    GSTREAMER: (0.75, ""),
    GSTREAMER_PLAIN: (None, ""),
    MPV: (0.75, " (stretch 0.65)"),
    OPENCV: (None, ""),
    DECODE_ONLY: (1.6, ""),
}
_PAINTED_TARGETS = {16: 24.5, 36: 24.0, 64: 24.0}
_LAG_TARGETS_MS = {16: 10.0, 36: 20.0, 64: 20.0}
_GLASS_ONE_MS = (30.0, 45.0)
_GLASS_16_P95_MS = 80.0
_OPEN_P95_MS = 150.0
_RETURN_S = 1.5
# A viewer that falls behind this in its slowest tile did less work than was asked; comparing its load is void.
_FULL_RATE = 23.0
# Of the delay from the first third of a long run to its last: more than the reading error is growth.
_DRIFT_MS = 5.0


def processor_rows(count: int, rounds: processor_load.Rounds) -> list[Row]:
    """CPU beside every peer, and the rate of the slowest tile."""
    ours = rounds.get(WALL, [])
    if not ours:
        return [missing(f"{count} tiles: CPU", "≤ 0.75 × GStreamer", "the wall did not run")]
    rows = []
    for peer, (bound, stretch) in _CPU_TARGETS.items():
        what = f"{count} tiles: CPU beside {peer}"
        if theirs := rounds.get(peer):
            ours_used, theirs_used = ([one.cores for one in these] for these in (ours, theirs))
            row = beside(what, ours_used, theirs_used, bound, stretch=stretch)
            comparable = bound is None or (_at_full_rate(ours) and _at_full_rate(theirs))
            rows.append(row if comparable else dataclasses.replace(row, verdict=VOID))
        elif peer in {viewer.name for viewer in processor_load.VIEWERS[count]}:
            rows.append(missing(what, "" if bound is None else f"≤ {bound:g} ×", "did not run"))
    painted = [one.own_slowest for one in ours if one.own_slowest is not None]
    seen = median([one.seen_slowest or 0.0 for one in ours])
    what, peer = f"{count} tiles: slowest tile", f"{seen:.1f} seen on the screen"
    return [*rows, at_least(what, median(painted), _PAINTED_TARGETS[count], unit="painted/s", peer=peer)]


def _at_full_rate(measured: Sequence[processor_load.Measured]) -> bool:
    rates = [one.own_slowest if one.seen_slowest is None else one.seen_slowest for one in measured]
    return median([rate or 0.0 for rate in rates]) >= _FULL_RATE


def lag_row(count: int, rounds: processor_load.Rounds) -> Row:
    """p99 of each second; decided by the value that 95 of 100 seconds keep."""
    lags_ms = [lag for one in rounds.get(WALL, []) for lag in one.loop_lag_ms]
    what = f"{count} tiles: UI loop lag p99"
    if not lags_ms:
        return missing(what, f"< {_LAG_TARGETS_MS[count]:g} ms", "the wall did not run")
    peer = f"median second {median(lags_ms):.1f}, worst {max(lags_ms):.1f} ms"
    return at_most(what, percentile(lags_ms, 95), _LAG_TARGETS_MS[count], unit="ms", digits=1, peer=peer)


def processor_details(all_rounds: dict[int, processor_load.Rounds]) -> str:
    """Medians of every viewer: what the ratios are made of."""
    lines = [["tiles", "viewer", "cores", "least–most", "X server", "RSS", "slowest tile on screen", "own count"]]
    for count, rounds in all_rounds.items():
        for viewer, measured in rounds.items():
            cores = [one.cores for one in measured]
            seen = [one.seen_slowest for one in measured if one.seen_slowest is not None]
            own = [one.own_slowest for one in measured if one.own_slowest is not None]
            lines.append(
                [
                    str(count),
                    viewer,
                    f"{median(cores):.3f}",
                    f"{min(cores):.3f}–{max(cores):.3f}",
                    f"{median([one.screen_cores for one in measured]):.3f}",
                    f"{median([one.rss_bytes for one in measured]) / 1e6:.0f} MB",
                    f"{median(seen):.1f}/s" if seen else "–",
                    f"{median(own):.1f}/s" if own else "–",
                ]
            )
    return aligned(lines)


def glass_rows(count: int, rounds: glass_to_glass.Rounds) -> list[Row]:
    what = f"glass to glass, {count} tile{'s' if count > 1 else ''}"
    ours = rounds.get(WALL, [])
    if not ours:
        return [missing(what, f"≤ {_GLASS_ONE_MS[0]:g} ms", "the wall did not run")]
    peers = {peer: rounds[peer] for peer in (GSTREAMER, MPV) if peer in rounds}
    peers50 = ", ".join(f"{peer} {median([one.p50_ms for one in theirs]):.0f}" for peer, theirs in peers.items())
    peers95 = ", ".join(f"{peer} {median([one.p95_ms for one in theirs]):.0f}" for peer, theirs in peers.items())
    p50, p95 = median([one.p50_ms for one in ours]), median([one.p95_ms for one in ours])
    if count == 1:
        return [
            at_most(f"{what}, p50", p50, _GLASS_ONE_MS[0], unit="ms", digits=1, peer=peers50),
            at_most(f"{what}, p95", p95, _GLASS_ONE_MS[1], unit="ms", digits=1, peer=peers95),
        ]
    return [
        Row(f"{what}, p50", "", f"{p50:.1f} ms", peers50, value=p50),
        at_most(f"{what}, p95", p95, _GLASS_16_P95_MS, unit="ms", digits=1, peer=peers95),
    ]


def drift_rows(windows: Sequence[glass_to_glass.Delay], minutes: float) -> list[Row]:
    third = max(1, len(windows) // 3)
    first, last = (median([one.p95_ms for one in part]) for part in (windows[:third], windows[-third:]))
    worst = max(one.p95_ms for one in windows)
    return [
        at_most(
            f"16 tiles over {minutes:g} min: growth of delay p95",
            last - first,
            _DRIFT_MS,
            unit="ms",
            digits=1,
            peer=f"first third {first:.1f}, last {last:.1f} ms",
        ),
        at_most(f"16 tiles over {minutes:g} min: worst window's p95", worst, _GLASS_16_P95_MS, unit="ms", digits=1),
    ]


def opening_row(waits_ms: dict[str, list[float]]) -> Row:
    ours, served = waits_ms[opening.SIMULATOR], waits_ms[opening.GSTREAMER_SERVER]
    peer = f"p50 {median(ours):.0f}; from {opening.GSTREAMER_SERVER} p50 {median(served):.0f}, "
    peer += f"p95 {percentile(served, 95):.0f} ms"
    return at_most("first painted frame, p95", percentile(ours, 95), _OPEN_P95_MS, unit="ms", peer=peer)


def returning_row(waits_s: Sequence[float]) -> Row:
    peer = f"median {median(waits_s):.2f} s of {len(waits_s)} outages"
    return at_most("live again after the camera returns, worst", max(waits_s), _RETURN_S, unit="s", digits=2, peer=peer)
