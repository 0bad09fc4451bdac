"""Moments as they are said on the telephone: "14:05", "11-22 14:05", "2026-11-22 14:05", "20" for in 20 minutes."""

import re
from datetime import datetime, timedelta

from widgets.beijing import BEIJING

_TIME = r"(?P<hour>\d{1,2})[:：.](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?"
_DATE = r"(?:(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[ T]+)?"
_MOMENT = re.compile(_DATE + _TIME)
_MINUTES = re.compile(r"\d{1,4}")
_DAY = timedelta(days=1)


def past_moment(text: str, now: datetime) -> datetime:
    """The latest such moment that is not after `now`; Beijing time in, aware out. Raises ValueError."""
    moment, has_date = _read(text, now)
    return moment if has_date or moment <= now else moment - _DAY


def coming_moment(text: str, now: datetime) -> datetime:
    """The next such moment; a plain number is minutes from `now`. Raises ValueError."""
    if _MINUTES.fullmatch(text.strip()):
        return now + timedelta(minutes=int(text))
    moment, has_date = _read(text, now)
    return moment if has_date or moment >= now else moment + _DAY


def written_moment(at: datetime) -> str:
    """As `past_moment` reads it."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def _read(text: str, now: datetime) -> tuple[datetime, bool]:
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("no time of day")
    today = now.astimezone(BEIJING)
    given = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    moment = today.replace(
        year=given.get("year", today.year),
        month=given.get("month", today.month),
        day=given.get("day", today.day),
        hour=given["hour"],
        minute=given["minute"],
        second=given.get("second", 0),
        microsecond=0,
    )
    if "month" in given and "year" not in given and moment > now + 180 * _DAY:
        # In January "12-31" was last year.
        moment = moment.replace(year=moment.year - 1)
    return moment, "month" in given
