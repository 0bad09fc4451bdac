"""Miniatures stand as the screens stand."""

from PySide6.QtCore import QRect, QSize

from widgets.wall.arrangement import CAPTION_HEIGHT, arranged, picture_rect

AREA = QRect(0, 0, 1200, 700)


def test_two_screens_side_by_side_stay_so() -> None:
    left, right = arranged([QRect(0, 0, 1920, 1080), QRect(1920, 0, 1920, 1080)], AREA)
    assert left.right() < right.left()
    assert left.top() == right.top()
    assert left.size() == right.size()


def test_a_square_of_four_keeps_rows_and_columns_and_room_for_captions() -> None:
    places = [QRect(x * 1920, y * 1080, 1920, 1080) for y in (0, 1) for x in (0, 1)]
    rects = arranged(places, AREA)
    assert all(AREA.contains(rect) for rect in rects)
    assert not any(one.intersects(other) for number, one in enumerate(rects) for other in rects[:number])
    assert rects[0].left() == rects[2].left()
    assert rects[0].top() == rects[1].top() < rects[2].top()


def test_a_wall_left_of_the_console_begins_at_the_left_edge_all_the_same() -> None:
    assert arranged([QRect(-3840, -200, 3840, 2160)], AREA)[0].left() >= AREA.left()


def test_screens_that_mirror_each_other_are_put_side_by_side() -> None:
    one, other = arranged([QRect(0, 0, 1920, 1080), QRect(0, 0, 1920, 1080)], AREA)
    assert not one.intersects(other)


def test_a_picture_keeps_the_walls_proportions_below_its_caption() -> None:
    rect = picture_rect(QRect(10, 20, 400, 400), QSize(1600, 900))
    assert (rect.top(), rect.width(), rect.height()) == (20 + CAPTION_HEIGHT, 400, 225)


def test_no_screen_gives_nothing_and_no_area_no_error() -> None:
    assert arranged([], AREA) == []
    assert len(arranged([QRect(0, 0, 1920, 1080)], QRect(0, 0, 1, 1))) == 1
