"""Where the version of a new row begins."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.hub.hub import Hub


def first_version(hub: "Hub") -> int:
    """Higher than any version that a removed row of the same key had: no version grows without an event of the log.

    Seats keep the higher version of a key, so a thing that was removed and made again must not begin at 1.
    """
    return hub.store.writer.head_seq + 1
