"""The demo's camera file is one that the product itself accepts, of the whole district, each place once."""

import csv
from pathlib import Path

from app.domain.streets import STREETS
from app.services.camera_csv import read_cameras

FILE = Path(__file__).parents[3] / "resources" / "demo" / "cameras.csv"


def test_is_accepted_once_the_port_is_filled_in() -> None:
    report = read_cameras(FILE.read_text("utf-8").replace("{port}", "8554").encode())
    assert report.faults == ()
    assert len(report.cameras) >= 24
    assert {camera.street for camera in report.cameras} == {street.name for street in STREETS}
    for order, camera in enumerate(report.cameras, 1):
        assert camera.main_url == f"rtsp://127.0.0.1:8554/cam{order:02d}/main"
        assert camera.sub_url == f"rtsp://127.0.0.1:8554/cam{order:02d}/sub"
        assert camera.gb_id.startswith("310105")
        assert camera.gb_id[10:13] == "132"


def test_lies_in_changning() -> None:
    report = read_cameras(FILE.read_text("utf-8").replace("{port}", "8554").encode())
    for camera in report.cameras:
        assert camera.position is not None
        assert 121.32 < camera.position.longitude < 121.45, camera.name
        assert 31.18 < camera.position.latitude < 31.24, camera.name
    positions = {(camera.position.longitude, camera.position.latitude) for camera in report.cameras if camera.position}
    assert len(positions) == len(report.cameras)


def test_grids_belong_to_their_streets() -> None:
    codes = {street.name: street.code for street in STREETS}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["grid_code"].startswith(codes[row["street"]]), row["name"]
