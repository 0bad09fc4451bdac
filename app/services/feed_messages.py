"""What the event feed says. First a snapshot, or from `after=SEQ` on what was missed; then deltas and heartbeats.

Every message is one JSON object with a `type`. Rows are whole; a row that a seat may not see any more, or that is
gone, comes as a removal.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

HEARTBEAT_S = 5.0


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class Snapshot(_Message):
    """Everything the seat may see as of `seq`, by kind. Replaces what it had."""

    type: Literal["snapshot"] = "snapshot"
    seq: int
    at: datetime
    rows: dict[str, list[dict[str, Any]]]


class Delta(_Message):
    """Events after the last message up to `seq`, with the rows they touched as these are now."""

    type: Literal["delta"] = "delta"
    seq: int
    at: datetime
    rows: dict[str, list[dict[str, Any]]] = {}
    removed: dict[str, list[str]] = {}
    events: list[dict[str, Any]] = []


class Heartbeat(_Message):
    """The hub lives; `at` is its clock, `store_ok` whether it can write."""

    type: Literal["heartbeat"] = "heartbeat"
    seq: int
    at: datetime
    store_ok: bool = True


FeedMessage = Annotated[Snapshot | Delta | Heartbeat, Field(discriminator="type")]
FEED_MESSAGE: TypeAdapter[Snapshot | Delta | Heartbeat] = TypeAdapter(FeedMessage)
