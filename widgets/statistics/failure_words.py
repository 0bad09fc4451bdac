"""Why there are no figures, since when, and what happens next."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from widgets.beijing import BEIJING
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("StatisticsFailure", text)


def failure_words(error: HubRefusedError | HubUnreachableError, *, since: datetime, next_try: datetime) -> str:
    if isinstance(error, HubUnreachableError):
        return _tr("The hub has not answered since {0}. Next try at {1}.").format(_clock(since), _clock(next_try))
    return refusal_words(error)


def refusal_words(error: HubRefusedError) -> str:
    return _tr(_REFUSALS[error.code]) if error.code in _REFUSALS else error.message


def _clock(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%H:%M:%S}"


_REFUSALS = {
    "not-logged-in": marked("StatisticsFailure", "The session is over: log in again."),
    "not-permitted": marked("StatisticsFailure", "Your role or unit does not allow this."),
    "store-unavailable": marked("StatisticsFailure", "The hub cannot reach its database at the moment."),
    "disk-full": marked("StatisticsFailure", "The hub's disk is full: an export is written into its log first."),
    "busy": marked("StatisticsFailure", "The hub is busy. Try again in a moment."),
    "failed": marked("StatisticsFailure", "The hub failed on this and has written it into its log."),
    "not-understood": marked("StatisticsFailure", "The hub is of another version than this program."),
}
