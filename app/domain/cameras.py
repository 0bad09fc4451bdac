"""A camera as the district registers it: what it is called, where it looks from, and how to reach its pictures."""

import hashlib
import re
from dataclasses import dataclass, field

from app.domain.geo import Position

LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera. Texts that are not known are empty; at least one of the URLs is set.

    `camera_id` is the stable key that scenes and walls refer to, see `camera_id_for`. The URLs carry no credentials;
    `user` and `password` do, for both. `heading_deg` is clockwise from north, 0 ≤ heading < 360.
    """

    camera_id: str
    name: str
    code: str = ""
    gb_id: str = ""
    street: str = ""
    site: str = ""
    position: Position | None = None
    heading_deg: float | None = None
    main_url: str = field(default="", repr=False)
    sub_url: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    domain_tags: tuple[str, ...] = ()
    grid_code: str = ""
    city_code: str = ""

    @property
    def has_main(self) -> bool:
        return bool(self.main_url)

    @property
    def has_sub(self) -> bool:
        return bool(self.sub_url)


def camera_id_for(*, gb_id: str, code: str, street: str, site: str, name: str) -> str:
    """The key of a camera: its national id, else its code, else made from where it stands and what it is called.

    The same file imported again gives the same keys, so scenes keep their cameras when an address changes.
    """
    if gb_id:
        return gb_id
    if code:
        return f"code:{code}"
    digest = hashlib.sha256("\0".join((street, site, name)).encode("utf-8", "surrogatepass"))
    return f"name:{digest.hexdigest()[:24]}"


_DIGITS = re.compile(r"(\d+)", re.ASCII)


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts 2号口 before 10号口."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(part), part) if place % 2 else (1, 0, part) for place, part in enumerate(parts) if part)
