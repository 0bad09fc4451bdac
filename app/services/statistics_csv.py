"""Raw samples as a file for a spreadsheet: a head that says what was asked, then the table of the domain.

UTF-8 with a byte order mark, without which Excel takes Chinese for another encoding.
"""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from app.domain.statistics.export import csv_rows, filters_text, no_formula
from app.domain.statistics.samples import Sample, select
from app.services.statistics_wire import StatisticsQuery

MEDIA_TYPE = "text/csv; charset=utf-8"


def samples_csv(
    samples: Collection[Sample],
    query: StatisticsQuery,
    *,
    kinds: Sequence[str],
    now: datetime,
    exported_by: str,
    unit_names: Mapping[str, str],
) -> tuple[bytes, int]:
    """(file, rows of its table). The head's lines are a name and its values; an empty line ends it."""
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    policies: set[tuple[str, int]] = set()
    for kind in kinds:
        ours = select(samples, query.filters(kind))
        header, found = csv_rows(ours, query.filters(kind), now=now, unit_names=unit_names)
        rows += found
        policies |= {(sample.policy_id, sample.policy_version) for sample in ours}
    head = (
        ("as_of_utc", now.astimezone(UTC).isoformat(timespec="milliseconds")),
        ("exported_by", exported_by),
        *(("filters", filters_text(query.filters(kind))) for kind in kinds),
        ("policies", *(f"{policy_id} version {version}" for policy_id, version in sorted(policies))),
        ("rows", str(len(rows))),
    )
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows(tuple(no_formula(cell) for cell in line) for line in head)
    writer.writerow(())
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig"), len(rows)
