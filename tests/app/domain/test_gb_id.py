"""The national id of a camera, read digit by digit."""

import pytest

from app.domain.gb_id import GbIdError, GbIdFault, parse_gb_id


def test_the_four_parts_of_an_id() -> None:
    gb_id = parse_gb_id("31010500011320000042")
    assert (gb_id.centre, gb_id.industry, gb_id.type_code, gb_id.serial) == ("31010500", "01", "132", "0000042")
    assert gb_id.region == "310105"
    assert str(gb_id) == "31010500011320000042"


@pytest.mark.parametrize("type_code", ["111", "118", "131", "132", "199", "600", "999"])
def test_front_end_devices_and_extensions_are_cameras(type_code: str) -> None:
    assert parse_gb_id(f"3101050001{type_code}0000042").type_code == type_code


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", GbIdFault.NOT_20_DIGITS),
        ("3101050001132000004", GbIdFault.NOT_20_DIGITS),
        ("310105000113200000421", GbIdFault.NOT_20_DIGITS),
        ("3101050001132000004x", GbIdFault.NOT_20_DIGITS),
        ("３１０１０５０００１１３２００００００４２", GbIdFault.NOT_20_DIGITS),
        ("3.10105E+19", GbIdFault.ROUNDED),
        ("3E+19", GbIdFault.ROUNDED),
        ("3,10105E+19", GbIdFault.ROUNDED),
        ("99010500011320000042", GbIdFault.UNKNOWN_REGION),
        ("00000000000000000000", GbIdFault.UNKNOWN_REGION),
        ("31010500010000000042", GbIdFault.UNKNOWN_TYPE),
        ("31010500011100000042", GbIdFault.UNKNOWN_TYPE),
        ("31010500012000000042", GbIdFault.NOT_A_CAMERA),
        ("31010500015990000042", GbIdFault.NOT_A_CAMERA),
    ],
)
def test_a_wrong_id_says_what_is_wrong(text: str, fault: GbIdFault) -> None:
    with pytest.raises(GbIdError) as refused:
        parse_gb_id(text)
    assert refused.value.fault is fault
