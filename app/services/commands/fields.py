"""What every command is made of: texts, keys and moments within bounds, and versions.

Commands that change something name the `expected_version` of what they change; another one gets 409 and changes
nothing.
"""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from streams.url import LONGEST_URL

# Control characters besides tab and line feed are taken by no terminal and not by every database.
_PRINTABLE = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", strip_whitespace=True)]
Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", strip_whitespace=True)
]
LONGEST_REASON = 2_000  # letters; also of a task and of what is decided
LongText = Annotated[str, StringConstraints(max_length=20_000, pattern=_PRINTABLE, strip_whitespace=True)]
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_REASON, pattern=_PRINTABLE, strip_whitespace=True)
]
Version = Annotated[int, Field(ge=1, le=2**53)]
# Far from where calculating with times, in whatever zone, leaves the calendar.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
Address = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]


class Command(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


class VersionedCommand(Command):
    expected_version: Version
