"""What went wrong, in words, until somebody closes it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QToolButton

from app.services.documents import Problem, ProblemKind
from app.services.json_places import Place
from widgets.shell.notices import NoticeKind, Notices
from widgets.shell.problem_words import problem_words


def test_a_notice_stays_until_it_is_closed() -> None:
    notices = Notices()
    notices.show_notice("first")
    notices.show_notice("second", NoticeKind.WARNING)
    assert notices.texts == ["first", "second"]
    newest = notices.findChildren(QToolButton)[1]
    newest.click()
    assert notices.texts == ["first"]


def test_the_same_text_stands_once_and_the_oldest_makes_room() -> None:
    notices = Notices()
    for text in "abca":
        notices.show_notice(text)
    assert notices.texts == ["b", "c", "a"]
    for text in "de":
        notices.show_notice(text)
    assert notices.texts == ["c", "a", "d", "e"]


async def test_what_is_only_told_goes_by_itself_and_what_is_wrong_stays(
    until: Callable[[Callable[[], object]], Awaitable[None]],
) -> None:
    notices = Notices(information_s=0.05)
    notices.show_notice("wrong", NoticeKind.WARNING)
    notices.show_notice("told", NoticeKind.INFORMATION)
    assert notices.texts == ["wrong", "told"]
    await until(lambda: notices.texts == ["wrong"])


def test_a_text_without_end_is_cut() -> None:
    notices = Notices()
    notices.show_notice("x" * 100_000)
    assert len(notices.texts[0]) < 1000


def test_a_problem_says_file_place_reason_and_what_was_done() -> None:
    problem = Problem(
        ProblemKind.SYNTAX,
        "the file ends too early",
        Path("/data/scenes.json"),
        Place(3, 17),
        "scenes[2]",
        Path("/data/scenes.bad-1.json"),
        used_previous=True,
    )
    assert problem_words(problem) == (
        "scenes.json is half-written or mistyped (line 3, column 17, scenes[2]): the file ends too early. "
        "The file was kept as scenes.bad-1.json. The version before it is used."
    )


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_kind_of_problem_has_words(kind: ProblemKind) -> None:
    assert problem_words(Problem(kind, "why"), file_name="a.json").startswith("a.json ")


def test_the_newest_stands_alone_and_says_how_many_wait() -> None:
    notices = Notices()
    for text in ("first", "second", "third"):
        notices.show_notice(text)

    def shown() -> list[str]:
        labels = [
            one
            for one in notices.findChildren(QLabel)
            if one.text() and not (one.isHidden() or one.parentWidget().isHidden())
        ]
        return sorted(one.text() for one in labels)

    assert shown() == ["2 more", "third"]
    notices.close_notice("third")
    assert shown() == ["1 more", "second"]
    notices.show_notice("fourth")
    assert shown() == ["2 more", "fourth"]
    notices.close_notice("fourth")
    notices.close_notice("second")
    assert shown() == ["first"]
