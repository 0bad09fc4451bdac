"""Samples as a table that still explains itself when it is cut, sorted or pasted elsewhere: every row says under which
policy it was promised and with which filters it was picked."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from app.domain.statistics.samples import BEIJING, Filters, Sample, select

HEADER = (
    "incident",
    "clock",
    "cycle",
    "unit",
    "unit_name",
    "classes",
    "level",
    "drill",
    "started_at_utc",
    "started_at_beijing",
    "elapsed_s",
    "target_s",
    "result",
    "stopped",
    "excluded",
    "policy",
    "policy_version",
    "as_of_utc",
    "filters",
)
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_RESULTS = {True: "met", False: "breached", None: "pending"}


def csv_rows(
    samples: Iterable[Sample], filters: Filters, *, now: datetime, unit_names: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """(header, rows): a row for each sample that the filters take, excluded ones too; without `elapsed_s` where nothing
    stopped the clock. `unit_names` by unit id."""
    picked, names = filters_text(filters), unit_names or {}
    rows = ((*_row(sample, names), _utc(now), picked) for sample in select(samples, filters))
    return HEADER, tuple(tuple(no_formula(cell) for cell in row) for row in rows)


def no_formula(cell: str) -> str:
    """What a spreadsheet would compute is marked as text."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def filters_text(filters: Filters) -> str:
    """The filters in one line, for a report's foot: "clock=video; drills=no; since=…"."""
    parts = [("clock", filters.kind), ("drills", "yes" if filters.drills else "no")]
    parts += [(name, _utc(at)) for name, at in (("since", filters.since), ("until", filters.until)) if at is not None]
    hours = tuple(f"{hour:02}" for hour in filters.hours)
    several = ("units", filters.unit_ids), ("classes", filters.classes), ("levels", filters.levels), ("hours", hours)
    parts += [(name, ",".join(values)) for name, values in several if values]
    return "; ".join(f"{name}={value}" for name, value in parts)


def _row(sample: Sample, unit_names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        sample.number,
        sample.kind,
        str(sample.cycle),
        sample.unit_id,
        unit_names.get(sample.unit_id, ""),
        " ".join(sample.classes),
        str(sample.level),
        "yes" if sample.is_drill else "no",
        _utc(sample.started_at),
        sample.started_at.astimezone(BEIJING).isoformat(timespec="milliseconds"),
        "" if sample.elapsed_s is None else f"{sample.elapsed_s:.3f}",
        f"{sample.target_s:.3f}",
        _RESULTS[sample.met],
        str(sample.manner or ""),
        " ".join(sample.excluded),
        sample.policy_id,
        str(sample.policy_version),
    )


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
