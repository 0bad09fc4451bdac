"""Coordinates as somebody reads them out or pastes them from a map."""

import re

_NUMBER = r"(\d{1,3}(?:\.\d+)?)°?"
_PAIR = re.compile(rf"\s*[EeNn东北]?\s*{_NUMBER}\s*[EeNn]?\s*[,，;；、\s]\s*[EeNn东北]?\s*{_NUMBER}\s*[EeNn]?\s*")


def coordinates(text: str) -> tuple[float, float] | None:
    """(longitude, latitude) in degrees, in whichever order they were said: east of 90° no latitude is possible, and no
    place of this country lies west of 70° or north of 54°. None: these are other words."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    first, second = float(found[1]), float(found[2])
    if first <= 54 and 70 <= second <= 180:
        first, second = second, first
    return (first, second) if 70 <= first <= 180 and second <= 54 else None
