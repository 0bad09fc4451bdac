"""Search as operators type: characters, pinyin, initials, numbers, and all of them mixed."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cameras import Camera
from app.services.camera_search import CameraIndex

NAMES = [
    "中山公园 1号口",
    "中山公园 2号口",
    "中山公园 12号口",
    "龙之梦停车场",
    "重庆路厦门路口",
    "长宁来福士",
    "凯桥绿地",
    "Gate A2 (north)",
    "🚒 消防站",
    "Ｗ３门",
]
CAMERAS = [
    Camera(f"id{number}", name, code=f"CN-{number:04d}", gb_id=f"3101050001132{number:07d}", main_url="rtsp://h/1")
    for number, name in enumerate(NAMES)
]
INDEX = CameraIndex(CAMERAS)


def names(query: str, index: CameraIndex = INDEX) -> list[str]:
    return [camera.name for camera in index.search(query)]


@pytest.mark.parametrize(
    "query",
    [
        *("中山", "公园", "  中山  ", "zhongshan", "yuan", "shangong", "zhongshangongyuan", "zsgy", "ZSGY", "ｚｓｇｙ"),
        *("zsgongy", "zhongsgy", "中山gy", "z山gy"),
    ],
)
def test_a_name_is_found_by_characters_pinyin_initials_and_any_mix(query: str) -> None:
    assert sorted(names(query)) == sorted(NAMES[:3])


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("chongqing", "重庆路厦门路口"),
        ("zhongqing", "重庆路厦门路口"),
        ("cqlxm", "重庆路厦门路口"),
        ("changning", "长宁来福士"),
        ("zhangning", "长宁来福士"),
        ("lvdi", "凯桥绿地"),
        ("ludi", "凯桥绿地"),
        ("a2north", "Gate A2 (north)"),
        ("GATE", "Gate A2 (north)"),
        ("🚒", "🚒 消防站"),
        ("w3", "Ｗ３门"),
        ("w3men", "Ｗ３门"),
    ],
)
def test_other_readings_latin_letters_emoji_and_full_width_forms_are_found(query: str, name: str) -> None:
    assert names(query) == [name]


@pytest.mark.parametrize(
    "query", ["zg", "sgz", "hongshan", "中公", "zhongshang1", "xyz", "...", "(", "'", "/", "[a-z]"]
)
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert names(query) == []


def test_every_word_must_match() -> None:
    assert names("中山 2") == ["中山公园 2号口", "中山公园 12号口"]
    assert names("2 zsgy") == ["中山公园 2号口", "中山公园 12号口"]
    assert names("中山 龙之梦") == []
    assert sorted(names("zs hk")) == sorted(NAMES[:3])


def test_a_whole_number_comes_before_a_number_that_contains_it() -> None:
    assert names("1号")[0] == "中山公园 1号口"
    assert names("中山 12")[0] == "中山公园 12号口"


def test_codes_are_found_whole_and_in_part() -> None:
    assert names("cn-0003") == ["龙之梦停车场"]
    assert names("0003") == ["龙之梦停车场"]
    assert names("31010500011320000004") == ["重庆路厦门路口"]
    assert names("20000004") == ["重庆路厦门路口"]


def test_what_begins_with_the_word_comes_first() -> None:
    index = CameraIndex(
        [
            Camera("a", "北门", site="东门", main_url="x"),
            Camera("b", "小东门", main_url="x"),
            Camera("c", "东门小学", main_url="x"),
            Camera("d", "东门", main_url="x"),
            Camera("e", "冬梅", code="东门", main_url="x"),
        ]
    )
    assert [camera.camera_id for camera in index.search("东门")] == ["d", "e", "c", "b", "a"]
    assert [camera.camera_id for camera in index.search("dongm")] == ["c", "d", "e", "b", "a"]


def test_site_and_street_are_searched_with_the_name() -> None:
    index = CameraIndex(
        [
            Camera("a", "2号口", site="中山公园", street="华阳路街道", main_url="x"),
            Camera("b", "2号口", site="天山公园", street="天山路街道", main_url="x"),
        ]
    )
    assert [camera.camera_id for camera in index.search("zsgy 2")] == ["a"]
    assert [camera.camera_id for camera in index.search("tsl 2hk")] == ["b"]
    assert [camera.camera_id for camera in index.search("gongyuan")] == ["a", "b"]


def test_a_match_never_reaches_over_two_fields() -> None:
    index = CameraIndex([Camera("a", "公园", site="中山", main_url="x")])
    assert names("中山公园", index) == []
    assert names("中山 公园", index) == ["公园"]


def test_without_words_everything_is_there_in_its_order() -> None:
    assert names("") == NAMES
    assert names(" \t") == NAMES
    assert CameraIndex([]).search("a") == []


@given(st.text(max_size=8), st.lists(st.text(min_size=1, max_size=8), max_size=5))
def test_any_text_may_be_typed_and_any_name_registered(query: str, registered: list[str]) -> None:
    index = CameraIndex(Camera(str(number), name, main_url="x") for number, name in enumerate(registered))
    found = index.search(query)
    assert len(set(found)) == len(found) <= len(registered)


LETTERS = st.text(st.sampled_from("中山公园龙之梦行重庆厦长宁1a"), min_size=1, max_size=8)


@given(st.lists(LETTERS, min_size=1, max_size=6), st.data())
def test_every_part_of_a_name_finds_it(registered: list[str], data: st.DataObject) -> None:
    index = CameraIndex(Camera(str(number), name, main_url="x") for number, name in enumerate(registered))
    name = data.draw(st.sampled_from(registered))
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    assert name in names(name[begin:end], index)


def test_typing_on_gives_what_a_fresh_search_gives() -> None:
    for query in ("z", "zs", "zs 1", "zs 12", "zs", "1", "xyz", "xyz zs"):
        assert names(query) == names(query, CameraIndex(CAMERAS))


def test_repeated_characters_of_many_readings_do_not_hang_the_search() -> None:
    index = CameraIndex([Camera("a", "行" * 500, main_url="x")])
    assert index.search("h" * 40 + "q") == []
    assert len(index.search("hxhangheng")) == 1


def test_ten_thousand_cameras_are_all_found() -> None:
    index = CameraIndex(
        Camera(str(number), f"中山公园{number}号口", site="中山公园", main_url="x") for number in range(10_000)
    )
    assert len(index.search("zsgy")) == 10_000
    assert names("zsgy 4711", index) == ["中山公园4711号口"]


def test_the_dictionary_of_phrases_stays_unloaded_and_the_environment_as_it_was() -> None:
    script = (
        "import os, sys\n"
        "import app.services.camera_search as search\n"
        "assert 'pypinyin' not in sys.modules\n"
        "search.CameraIndex([search.Camera('a', '中', main_url='x')])\n"
        "assert 'pypinyin' in sys.modules and 'pypinyin.phrases_dict' not in sys.modules\n"
        "assert 'PYPINYIN_NO_PHRASES' not in os.environ\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""
