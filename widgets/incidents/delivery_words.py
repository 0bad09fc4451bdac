"""What became of a link that went out as a message, and why none goes out by itself."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.rooms import LinkDelivery
from app.services.commands.links import LinkWay
from widgets.incidents.countdown_words import moment_words
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("DeliveryWords", text)


def delivery_words(delivery: LinkDelivery, now: datetime) -> str:
    """Empty for what is no message, such as a code that was shown."""
    if delivery.way != LinkWay.SMS:
        return ""
    if delivery.pending:
        return _tr("SMS to {0} is on its way").format(delivery.to)
    if delivery.failed:
        return _tr("No SMS to {0}: {1}").format(delivery.to, unsent_words(delivery.failed))
    return _tr("SMS to {0}, {1}").format(delivery.to, moment_words(delivery.at, now))


def unsent_words(reason: str) -> str:
    """Of a `LinkDelivery.failed` or the reason of a step; "" for none, an unknown one as it is."""
    return _tr(_UNSENT[reason]) if reason in _UNSENT else reason


_UNSENT = {
    "not-configured": marked("DeliveryWords", "no SMS gateway is set up"),
    "no-public-address": marked("DeliveryWords", "the hub's public address is not set up"),
    "no-number": marked("DeliveryWords", "no mobile number is known"),
    "link-over": marked("DeliveryWords", "the link was over before"),
    "interrupted": marked("DeliveryWords", "the hub was stopped before the gateway answered"),
    "no-answer": marked("DeliveryWords", "the SMS gateway does not answer"),
    "refused": marked("DeliveryWords", "the SMS gateway refuses it"),
}
