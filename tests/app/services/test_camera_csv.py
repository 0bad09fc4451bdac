"""Cameras from spreadsheets: everything wrong is named, nothing wrong comes in, and what goes out comes back."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cameras import Camera, camera_id_for
from app.domain.geo import ReferenceSystem, position, wgs84_to_gcj02
from app.domain.streets import street_name
from app.services.camera_csv import LARGEST_BYTES, read_cameras, write_cameras
from app.services.camera_fields import FIELDS, MOST_CAMERAS, CameraFault, FieldFault, ImportReport
from app.services.camera_files import read_camera_file
from app.services.camera_json import read_cameras_json, write_cameras_json

GB_ID = "31010500011320000042"


def sheet(*rows: dict[str, str], columns: tuple[str, ...] = FIELDS) -> bytes:
    """A CSV file; rows that name no camera and no address get some."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({"name": f"{number}号口", "main_url": "rtsp://10.0.0.1/1"} | row)
    return text.getvalue().encode()


def places(report: ImportReport) -> list[tuple[int | None, str, FieldFault]]:
    return [(fault.row, fault.column, fault.fault) for fault in report.faults]


def only(report: ImportReport) -> CameraFault:
    assert report.cameras == ()
    [fault] = report.faults
    return fault


def test_every_field_of_a_camera_is_read() -> None:
    report = read_cameras(
        sheet(
            {
                "name": "中山公园 1号口",
                "code": "ZS-01",
                "gb_id": GB_ID,
                "street": "华阳路",
                "site": "中山公园",
                "longitude": "121.4170",
                "latitude": "31.2200",
                "reference_system": "gcj02",
                "heading": "360",
                "main_url": "rtsp://10.0.0.1:8554/main",
                "sub_url": "rtsp://10.0.0.1:8554/sub",
                "user": "admin",
                "password": " p@ss/word ",
                "domain_tags": "公安|消防; 公安",
                "grid_code": "G-17",
                "city_code": "C-99",
            }
        )
    )
    assert report.faults == ()
    assert report.missing_columns == ()
    [camera] = report.cameras
    assert camera == Camera(
        camera_id=GB_ID,
        name="中山公园 1号口",
        code="ZS-01",
        gb_id=GB_ID,
        street="华阳路街道",
        site="中山公园",
        position=position(121.417, 31.22, ReferenceSystem.GCJ02),
        heading_deg=0,
        main_url="rtsp://10.0.0.1:8554/main",
        sub_url="rtsp://10.0.0.1:8554/sub",
        user="admin",
        password=" p@ss/word ",
        domain_tags=("公安", "消防"),
        grid_code="G-17",
        city_code="C-99",
    )
    assert camera.position is not None
    assert wgs84_to_gcj02(camera.position.longitude, camera.position.latitude) == pytest.approx((121.417, 31.22))


@pytest.mark.parametrize(
    ("encoding", "delimiter", "told"),
    [
        ("utf-8", ",", "UTF-8"),
        ("utf-8-sig", ";", "UTF-8"),
        ("gb18030", ",", "GB18030"),
        ("gbk", "\t", "GB18030"),
        ("utf-16", "\t", "UTF-16"),
    ],
)
def test_encoding_and_separator_are_found_out(encoding: str, delimiter: str, told: str) -> None:
    text = "main_url,name,site\r\nrtsp://h/1,龙之梦购物中心东门,中山公园\r\n".replace(",", delimiter)
    report = read_cameras(text.encode(encoding))
    assert report.encoding == told
    assert [(camera.name, camera.site) for camera in report.cameras] == [("龙之梦购物中心东门", "中山公园")]


def test_quoted_cells_may_hold_separators_quotes_and_spaces_around() -> None:
    report = read_cameras(b'name,main_url\n"a, ""b"" ", rtsp://h/1 \n')
    assert [(camera.name, camera.main_url) for camera in report.cameras] == [('a, "b"', "rtsp://h/1")]


def test_columns_come_in_any_order_and_optional_ones_may_be_missing() -> None:
    report = read_cameras(sheet({}, columns=("sub_url", "main_url", "name")))
    assert report.ok
    assert report.missing_columns == tuple(name for name in FIELDS if name not in ("name", "main_url", "sub_url"))


def test_unknown_missing_and_repeated_columns_are_named() -> None:
    report = read_cameras(b"Code,lon,code,gb_id\n1,2,3,4\n")
    assert places(report) == [
        (1, "lon", FieldFault.UNKNOWN_COLUMN),
        (1, "code", FieldFault.REPEATED_COLUMN),
        (1, "name", FieldFault.MISSING_COLUMN),
        (1, "main_url", FieldFault.MISSING_COLUMN),
    ]


@pytest.mark.parametrize(
    ("fields", "column", "fault", "value", "detail"),
    [
        ({"name": " "}, "name", FieldFault.MISSING, " ", ""),
        ({"name": "n" * 501}, "name", FieldFault.TOO_LONG, "n" * 80 + "…", "501 characters, at most 500"),
        ({"name": "a\nb"}, "name", FieldFault.CONTROL_CHARACTER, "a\nb", ""),
        ({"main_url": ""}, "main_url", FieldFault.MISSING, "", ""),
        ({"gb_id": "42"}, "gb_id", FieldFault.BAD_GB_ID, "42", "not-20-digits"),
        ({"gb_id": "3.10105E+19"}, "gb_id", FieldFault.BAD_GB_ID, "3.10105E+19", "rounded"),
        ({"gb_id": "31010500012000000042"}, "gb_id", FieldFault.BAD_GB_ID, "31010500012000000042", "not-a-camera"),
        ({"heading": "north"}, "heading", FieldFault.NOT_A_NUMBER, "north", ""),
        ({"heading": "nan"}, "heading", FieldFault.NOT_A_NUMBER, "nan", ""),
        ({"heading": "360.5"}, "heading", FieldFault.OUT_OF_RANGE, "360.5", "0 to 360"),
        ({"heading": "-1"}, "heading", FieldFault.OUT_OF_RANGE, "-1", "0 to 360"),
        ({"longitude": "121"}, "latitude", FieldFault.MISSING, "", ""),
        ({"main_url": "10.0.0.1/live"}, "main_url", FieldFault.BAD_URL, "10.0.0.1/live", "needs a scheme"),
        ({"main_url": "gopher://h/"}, "main_url", FieldFault.BAD_URL, "gopher://h/", "the scheme 'gopher' is unknown"),
        ({"sub_url": "rtsp://h:70000/"}, "sub_url", FieldFault.BAD_URL, "rtsp://h:70000/", "port is not between"),
    ],
)
def test_every_wrong_field_is_named_with_row_column_value_and_reason(
    fields: dict[str, str], column: str, fault: FieldFault, value: str, detail: str
) -> None:
    if "longitude" in fields:
        fields = fields | {"reference_system": "WGS-84"}
    found = only(read_cameras(sheet({}, fields)))
    assert (found.row, found.column, found.fault, found.value) == (3, column, fault, value.strip())
    assert detail in found.detail


def test_coordinates_without_a_usable_reference_system_are_refused() -> None:
    where = {"longitude": "121.4", "latitude": "31.2"}
    assert only(read_cameras(sheet(where))).fault is FieldFault.NO_REFERENCE_SYSTEM
    unknown = only(read_cameras(sheet(where | {"reference_system": "BD-09"})))
    assert (unknown.fault, unknown.value) == (FieldFault.UNKNOWN_REFERENCE_SYSTEM, "BD-09")
    swapped = read_cameras(sheet({"longitude": "31.2", "latitude": "121.4", "reference_system": "WGS-84"}))
    assert only(swapped).column == "latitude"


def test_one_wrong_row_imports_nothing_and_all_faults_are_told_in_order() -> None:
    report = read_cameras(sheet({}, {"heading": "x"}, {}, {"name": "", "gb_id": "1", "heading": "999"}))
    assert report.cameras == ()
    assert report.rows == 4
    assert places(report) == [
        (3, "heading", FieldFault.NOT_A_NUMBER),
        (5, "name", FieldFault.MISSING),
        (5, "gb_id", FieldFault.BAD_GB_ID),
        (5, "heading", FieldFault.OUT_OF_RANGE),
    ]


def test_empty_rows_count_as_a_spreadsheet_counts_them() -> None:
    report = read_cameras(b'name,main_url\n"a\r\nb",rtsp://h/1\n\n,\nx,\n')
    assert places(report) == [(2, "name", FieldFault.CONTROL_CHARACTER), (5, "main_url", FieldFault.MISSING)]


def test_rows_of_another_length_are_told_among_the_other_faults() -> None:
    report = read_cameras(b"name,main_url\na\nb,rtsp://h/1,,\nc,rtsp://h/2,d\n,rtsp://h/3\n")
    assert places(report) == [
        (2, "", FieldFault.WRONG_NUMBER_OF_FIELDS),
        (4, "", FieldFault.WRONG_NUMBER_OF_FIELDS),
        (5, "name", FieldFault.MISSING),
    ]


@pytest.mark.parametrize("data", [b'name,main_url\na,rtsp://h/1\n"b,rtsp://h/2\n', b'name,main_url\na,"x"y\n'])
def test_broken_quotes_are_told_with_their_row(data: bytes) -> None:
    fault = only(read_cameras(data))
    assert fault.fault is FieldFault.BAD_QUOTES
    assert fault.row == data.count(b"\n")


@pytest.mark.parametrize("data", [b"", b"\n", b",,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(data: bytes) -> None:
    assert only(read_cameras(data)).fault is FieldFault.EMPTY


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("name,main_url\n中山公园龙之梦,rtsp://h/1\n北新泾".encode()[:-1], 3),
        (b"name,main_url\n\xff\xff\xff,rtsp://h/1\n", 2),
        (b"\xef\xbb\xbfname\n\xd6\xd0", 2),
    ],
)
def test_damaged_text_does_not_come_in_as_nonsense(data: bytes, row: int) -> None:
    fault = only(read_cameras(data))
    assert (fault.fault, fault.row) == (FieldFault.BAD_ENCODING, row)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_make_it_raise(data: bytes) -> None:
    for report in (read_cameras(data), read_cameras(b"name,main_url\n" + data), read_cameras_json(data)):
        assert not (report.cameras and report.faults)


def test_too_many_rows_and_too_many_bytes_are_refused() -> None:
    rows = b"name,main_url\n" + b"".join(b"n%d,rtsp://h/1\n" % number for number in range(MOST_CAMERAS + 1))
    fault = only(read_cameras(rows))
    assert (fault.fault, fault.row) == (FieldFault.TOO_MANY_CAMERAS, MOST_CAMERAS + 2)
    assert only(read_cameras(bytes(LARGEST_BYTES + 1))).fault is FieldFault.TOO_LARGE


def test_duplicates_in_the_file_name_the_row_that_has_it_first() -> None:
    report = read_cameras(
        sheet({"code": "A", "gb_id": GB_ID}, {"code": "A"}, {"gb_id": GB_ID}, {"name": "x"}, {"name": "x"})
    )
    assert [(fault.row, fault.column, fault.fault, fault.detail) for fault in report.faults] == [
        (3, "code", FieldFault.DUPLICATE, "row 2"),
        (4, "gb_id", FieldFault.DUPLICATE, "row 2"),
        (6, "name", FieldFault.DUPLICATE, "row 5"),
    ]


def test_cameras_that_are_registered_already_are_told() -> None:
    registered = read_cameras(sheet({"name": "旧", "code": "A"})).cameras
    assert read_cameras(sheet({"code": "B"}), registered).ok
    fault = only(read_cameras(sheet({"code": "A"}), registered))
    assert (fault.row, fault.column, fault.fault) == (2, "code", FieldFault.ALREADY_REGISTERED)
    assert fault.detail == "旧"


def test_credentials_move_from_the_address_to_the_camera() -> None:
    [camera] = read_cameras(
        sheet({"main_url": "rtsp://admin:p%40ss@h/1", "sub_url": "rtsp://admin:p%40ss@h/2"})
    ).cameras
    assert (camera.main_url, camera.sub_url, camera.user, camera.password) == (
        "rtsp://h/1",
        "rtsp://h/2",
        "admin",
        "p@ss",
    )


def test_contradicting_credentials_are_refused() -> None:
    fault = only(read_cameras(sheet({"main_url": "rtsp://admin:s3cret@h/1", "user": "root", "password": "t0p"})))
    assert fault.fault is FieldFault.CREDENTIALS_DIFFER
    assert fault.value == "root"


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "s3cret\x07"},
        {"main_url": "rtsp://admin:s3cret@h:99999/1"},
        {"main_url": "rtsp//admin:s3cret@h/1"},
        {"main_url": "admin:s3cret@10.0.0.1"},
        {"sub_url": "rtsp://h:0/1?password=s3cret"},
        {"main_url": "rtsp://admin:s3cret@h/1", "user": "root"},
    ],
)
def test_no_message_shows_a_secret(fields: dict[str, str]) -> None:
    report = read_cameras(sheet(fields))
    assert report.faults
    assert "s3cret" not in repr(report) + "".join(map(str, report.faults))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)
# A registered camera has the full name of its street: a code or a short name becomes that when it is read.
STREET_TEXT = TEXT.map(street_name)
FORMULAS = st.sampled_from(
    ["=1+1", "+86", "-1", "@SUM(A1)", "'=1", "''@x", "＝1", "'quoted'", "'", "=cmd|' /C calc'!A0"]
)


@st.composite
def cameras(draw: st.DrawFn) -> list[Camera]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        text = draw(TEXT | FORMULAS)
        where = None
        if draw(st.booleans()):
            where = position(
                draw(st.floats(-180, 180)), draw(st.floats(-90, 90)), draw(st.sampled_from(ReferenceSystem))
            )
        gb_id = f"3101050001132{number:07d}" if draw(st.booleans()) else ""
        code = f"{text}{number}" if draw(st.booleans()) else ""
        name, street, site = draw(FORMULAS | TEXT.filter(bool)) + str(number), draw(STREET_TEXT | FORMULAS), draw(TEXT)
        made.append(
            Camera(
                camera_id=camera_id_for(gb_id=gb_id, code=code, street=street, site=site, name=name),
                name=name,
                code=code,
                gb_id=gb_id,
                street=street,
                site=site,
                position=where,
                heading_deg=draw(st.none() | st.floats(0, 360, exclude_max=True)),
                main_url=f"rtsp://10.0.0.{number}/1",
                sub_url=draw(st.sampled_from(["", "rtsps://[fe80::1]:322/2?x=1"])),
                user=draw(FORMULAS | TEXT),
                password=draw(FORMULAS | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)),
                domain_tags=tuple(draw(st.lists(st.sampled_from(["公安", "=消防", "-x"]), unique=True))),
                grid_code=draw(TEXT | FORMULAS),
                city_code=draw(TEXT | FORMULAS),
            )
        )
    return made


@given(cameras())
def test_what_is_exported_imports_again_identically(made: list[Camera]) -> None:
    assert read_cameras(write_cameras(made, with_passwords=True)).cameras == tuple(made)
    assert read_cameras_json(write_cameras_json(made, with_passwords=True)).cameras == tuple(made)


@given(cameras())
def test_no_exported_cell_begins_a_formula(made: list[Camera]) -> None:
    rows = csv.reader(io.StringIO(write_cameras(made, with_passwords=True).decode("utf-8-sig"), newline=""))
    for row in rows:
        for column, cell in zip(FIELDS, row, strict=True):
            assert column in ("longitude", "latitude", "heading") or not cell.startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("write", [write_cameras, write_cameras_json])
def test_passwords_are_exported_only_when_asked(write: object) -> None:
    assert callable(write)
    made = [Camera("code:A", "1", code="A", main_url="rtsp://h/1?token=s3cret", user="admin", password="s3cret")]
    assert b"s3cret" not in write(made)
    assert write(made, with_passwords=True).count(b"s3cret") == 2


def test_long_names_bidi_and_emoji_survive() -> None:
    names = ["🚒" * 500, "\u202eabc\u202c مرحبا", "é" * 500, "👨‍👩‍👧 出口"]
    made = read_cameras(sheet(*({"name": name} for name in names))).cameras
    assert [camera.name for camera in made] == names
    assert read_cameras(write_cameras(made)).cameras == made


def test_ten_thousand_cameras_come_in_and_go_out() -> None:
    made = read_cameras(sheet(*({"code": f"C{number}", "site": f"{number % 300}"} for number in range(10_000)))).cameras
    assert len(made) == 10_000
    assert read_cameras(write_cameras(made)).cameras == made


@pytest.mark.parametrize(
    ("data", "column", "fault"),
    [
        (b"{", "", FieldFault.BAD_SYNTAX),
        (b"[]", "", FieldFault.BAD_SYNTAX),
        (b'{"cameras": 1}', "", FieldFault.BAD_SYNTAX),
        (b'{"version": 2, "cameras": []}', "", FieldFault.BAD_SYNTAX),
        (b'{"cameras": [1]}', "", FieldFault.BAD_SYNTAX),
        (b"\xff", "", FieldFault.BAD_ENCODING),
        (b'{"cameras": [{"name": "a", "main_url": "rtsp://h/", "colour": 1}]}', "colour", FieldFault.UNKNOWN_COLUMN),
        (b'{"cameras": [{"name": ["a"], "main_url": "rtsp://h/"}]}', "name", FieldFault.NOT_TEXT),
        (b'{"cameras": [{"name": "\\ud800", "main_url": "rtsp://h/"}]}', "name", FieldFault.CONTROL_CHARACTER),
        (b'{"cameras": [{"name": "a", "main_url": "rtsp://h/", "heading": NaN}]}', "heading", FieldFault.NOT_A_NUMBER),
    ],
)
def test_wrong_json_is_told_as_wrong_csv_is(data: bytes, column: str, fault: FieldFault) -> None:
    report = read_cameras_json(data)
    assert report.cameras == ()
    assert (column, fault) in [(one.column, one.fault) for one in report.faults]


def test_json_may_use_numbers_and_lists() -> None:
    report = read_cameras_json(
        b'{"cameras": [{"name": "a", "main_url": "rtsp://h/", "heading": 90, "domain_tags": ["x", "y"], "code": 7}]}'
    )
    [camera] = report.cameras
    assert (camera.heading_deg, camera.domain_tags, camera.code) == (90.0, ("x", "y"), "7")


def test_a_file_is_told_apart_by_its_content(tmp_path: Path) -> None:
    made = read_cameras(sheet({"code": "A"})).cameras
    for name, data in (("a.txt", write_cameras(made)), ("b.csv", write_cameras_json(made))):
        (tmp_path / name).write_bytes(data)
        assert read_camera_file(tmp_path / name).cameras == made
    assert read_camera_file(tmp_path / "none.csv").faults[0].fault is FieldFault.UNREADABLE
    assert read_camera_file(tmp_path).faults[0].fault is FieldFault.UNREADABLE
