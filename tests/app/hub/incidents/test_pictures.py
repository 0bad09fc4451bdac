"""The bytes say what a picture is and how large, whatever its name says; nothing is unpacked to find out."""

import cv2
import numpy as np
import pytest

from app.hub.incidents.pictures import LONGEST_SIDE, UnusablePictureError, picture_header
from tests.app.hub.incidents.images import jpeg, png, webp


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
def test_pictures_of_a_real_encoder(ending: str) -> None:
    picture = np.random.default_rng(5).integers(0, 255, (37, 121, 3), dtype=np.uint8)
    header = picture_header(cv2.imencode(ending, picture)[1].tobytes())
    assert (header.width, header.height) == (121, 37)
    assert header.media_type == {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}[ending]


def test_a_lossless_webp_of_a_real_encoder() -> None:
    picture = np.zeros((37, 121, 3), dtype=np.uint8)
    content = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    assert (picture_header(content).width, picture_header(content).height) == (121, 37)


@pytest.mark.parametrize(
    "content",
    [
        png(4000, 3000),
        jpeg(4000, 3000),
        jpeg(4000, 3000, frame=0xC2, comment=b"\xff\xc0 is no frame here"),
        webp(b"VP8 ", 4000, 3000),
        webp(b"VP8L", 4000, 3000),
        webp(b"VP8X", 4000, 3000),
    ],
)
def test_every_form_of_header(content: bytes) -> None:
    header = picture_header(content)
    assert (header.width, header.height) == (4000, 3000)


@pytest.mark.parametrize(
    "content",
    [
        png(LONGEST_SIDE + 1, 1),
        png(20_000, 20_000),
        png(0, 10),
        jpeg(60_000, 60_000),
        jpeg(100, 0),
        webp(b"VP8X", 16_000_000, 16_000_000),
    ],
)
def test_what_would_unpack_into_gigabytes_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePictureError, match="pixels"):
        picture_header(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + bytes(40),
        b"MZ" + bytes(100),
        b"PK\x03\x04" + bytes(40),
        b"RIFF\0\0\0\0WAVEfmt " + bytes(40),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x04JF" + b"not a segment",
        b"\xff\xd8\xff\xda\0\x04" + bytes(10),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"RIFF\0\0\0\0WEBPVP8 " + bytes(40),
        b"RIFF\0\0\0\0WEBPALPH" + bytes(40),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePictureError):
        picture_header(content)


@pytest.mark.parametrize("whole", [png(64, 36), jpeg(64, 36), webp(b"VP8L", 64, 36)])
def test_a_header_that_is_cut_anywhere_says_so(whole: bytes) -> None:
    for length in range(min(len(whole), 40)):
        try:
            header = picture_header(whole[:length])
        except UnusablePictureError:
            continue
        assert (header.width, header.height) == (64, 36)
