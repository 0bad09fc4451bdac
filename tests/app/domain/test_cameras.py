"""Cameras: their key, their secrets, their order in a list."""

from app.domain.cameras import Camera, camera_id_for, natural_order
from app.domain.streets import STREETS, street_name, street_order


def test_the_key_is_the_national_id_then_the_code() -> None:
    where = {"street": "虹桥街道", "site": "古北", "name": "1号"}
    assert camera_id_for(gb_id="31010500011320000042", code="HQ-1", **where) == "31010500011320000042"
    assert camera_id_for(gb_id="", code="HQ-1", **where) == "code:HQ-1"


def test_without_either_the_key_comes_from_where_it_stands() -> None:
    key = camera_id_for(gb_id="", code="", street="虹桥街道", site="古北", name="1号")
    assert key == camera_id_for(gb_id="", code="", street="虹桥街道", site="古北", name="1号")
    assert key != camera_id_for(gb_id="", code="", street="虹桥街道", site="古北1", name="号")


def test_credentials_and_addresses_are_not_in_the_repr() -> None:
    camera = Camera("a", "1号", main_url="rtsp://10.0.0.1/s?token=abc", user="admin", password="s3cret")
    for secret in ("abc", "admin", "s3cret", "rtsp"):
        assert secret not in repr(camera)


def test_numbers_in_names_sort_as_numbers() -> None:
    names = ["10号口", "2号口", "出口", "2号口B", "a10", "A9"]
    assert sorted(names, key=natural_order) == ["2号口", "2号口B", "10号口", "A9", "a10", "出口"]


def test_streets_come_in_the_official_order_and_unknown_ones_after_them() -> None:
    shuffled = ["", "新泾镇", "漕河泾街道", "天山路街道", "华阳路街道"]
    assert sorted(shuffled, key=street_order) == ["华阳路街道", "天山路街道", "新泾镇", "漕河泾街道", ""]
    assert len(STREETS) == 10


def test_a_street_is_known_by_code_short_and_full_name() -> None:
    assert {street_name(text) for text in ("310105001", "华阳路", "华阳路街道")} == {"华阳路街道"}
    assert street_name("新泾") == "新泾镇"
    assert street_name("漕河泾") == "漕河泾"
