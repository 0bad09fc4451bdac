"""What the link to the hub means for whoever looks at incidents: nothing to say while it lives."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.link.mirror import LinkState, LinkStatus
from widgets.incidents.countdown_words import moment_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("LinkWords", text)


def link_words(status: LinkStatus, now: datetime) -> str:
    """Empty: all is well."""
    match status.state:
        case LinkState.LOST:
            since = moment_words(status.since, now)
            return _tr("No link to the hub since {0}: this is what was known then. Trying again.").format(since)
        case LinkState.REFUSED:
            return _tr("The hub has ended this session: log in again. This is what was known before.")
        case LinkState.CLOSED:
            return _tr("The link to the hub is closed.")
        case LinkState.CONNECTING:
            return _tr("Waiting for the hub…")
        case LinkState.LIVE if not status.store_ok:
            return _tr("The hub cannot write at the moment: it refuses every command until it can.")
        case LinkState.LIVE:
            return ""
