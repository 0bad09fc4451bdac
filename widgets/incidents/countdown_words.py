"""Countdowns and ages in words: "2:41 left", "met 1:12 · evidence", "over 0:37"."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from widgets.beijing import BEIJING
from widgets.incidents.countdown import DAY_S, HOUR_S, MINUTE_S, Face, Sign
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("CountdownWords", text)


def face_words(face: Face) -> str:
    """All of it on one line."""
    words = _tr(_WHOLE[face.sign])
    if face.seconds is None:
        return words
    if face.sign is Sign.EXCLUDED:
        return _tr("excluded, took {0}").format(span_words(face.seconds))
    return words.format(span_words(face.seconds))


def face_figure(face: Face) -> str:
    """Its number alone, empty where there is none."""
    return "" if face.seconds is None else span_words(face.seconds)


def face_caption(face: Face) -> str:
    """What its number means, for the line below it."""
    return _tr(_CAPTIONS[face.sign])


def span_words(seconds: int) -> str:
    """ "4:59", "1 h 05 min", "2 d 3 h"."""
    if seconds < HOUR_S:
        return f"{seconds // MINUTE_S}:{seconds % MINUTE_S:02}"
    if seconds < DAY_S:
        return _tr("{0} h {1} min").format(seconds // HOUR_S, f"{seconds % HOUR_S // MINUTE_S:02}")
    return _tr("{0} d {1} h").format(seconds // DAY_S, seconds % DAY_S // HOUR_S)


def age_words(seconds: int) -> str:
    """ "12 min", "3 h", "2 d": how old something is, roughly."""
    if seconds < HOUR_S:
        return _tr("{0} min").format(seconds // MINUTE_S)
    return _tr("{0} h").format(seconds // HOUR_S) if seconds < DAY_S else _tr("{0} d").format(seconds // DAY_S)


def moment_words(at: datetime, now: datetime) -> str:
    """Beijing time, with the date unless it is today's, with the year unless it is this one."""
    local, today = at.astimezone(BEIJING), now.astimezone(BEIJING)
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    return f"{local:%m-%d %H:%M:%S}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M:%S}"


_WHOLE = {
    Sign.NONE: marked("CountdownWords", "no such clock"),
    Sign.RUNNING: marked("CountdownWords", "{0} left"),
    Sign.WARNED: marked("CountdownWords", "{0} left"),
    Sign.MET: marked("CountdownWords", "met {0} · evidence"),
    Sign.MET_BY_HAND: marked("CountdownWords", "met {0} · by hand"),
    Sign.OVER: marked("CountdownWords", "over {0}"),
    Sign.LATE: marked("CountdownWords", "late by {0} · evidence"),
    Sign.LATE_BY_HAND: marked("CountdownWords", "late by {0} · by hand"),
    Sign.NEVER_MET: marked("CountdownWords", "never met"),
    Sign.EXCLUDED: marked("CountdownWords", "excluded"),
}
_CAPTIONS = {
    Sign.NONE: marked("CountdownWords", "no clock"),
    Sign.RUNNING: marked("CountdownWords", "left"),
    Sign.WARNED: marked("CountdownWords", "left, warned"),
    Sign.MET: marked("CountdownWords", "met · evidence"),
    Sign.MET_BY_HAND: marked("CountdownWords", "met · by hand"),
    Sign.OVER: marked("CountdownWords", "over"),
    Sign.LATE: marked("CountdownWords", "late · evidence"),
    Sign.LATE_BY_HAND: marked("CountdownWords", "late · by hand"),
    Sign.NEVER_MET: marked("CountdownWords", "never met"),
    Sign.EXCLUDED: marked("CountdownWords", "excluded"),
}
