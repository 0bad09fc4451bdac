"""Nothing is to be seen before somebody has logged in to a named hub."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.link.mirror import LinkState, LinkStatus
from widgets.shell.login_page import LoginPage

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def status(state: LinkState, detail: str = "") -> LinkStatus:
    return LinkStatus(state=state, since=NOW, detail=detail)


@pytest.fixture
def page(application: object) -> LoginPage:
    page = LoginPage("https://hub.example:5150")
    page.show_status(status(LinkState.REFUSED, "not-logged-in"))
    return page


def submitted(page: LoginPage) -> list[tuple[str, str]]:
    seen: list[tuple[str, str]] = []
    page.submitted.connect(lambda login, password: seen.append((login, password)))
    return seen


def test_enter_in_the_password_logs_in(page: LoginPage) -> None:
    seen = submitted(page)
    QTest.keyClicks(page.login, " zhang ")
    QTest.keyClicks(page.password, "secret")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert seen == [("zhang", "secret")]


def test_without_a_password_nothing_is_sent(page: LoginPage) -> None:
    seen = submitted(page)
    page.login.setText("zhang")
    page.button.click()
    assert seen == []
    assert page.words.text() == "Type your name and your password."


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("wrong-password", "The name or the password is wrong."),
        ("too-many-tries", "Too many wrong passwords. Wait a few minutes and try again."),
        ("disabled", "The hub refuses the login (disabled)."),
    ],
)
def test_a_refusal_says_why_and_keeps_the_name(page: LoginPage, code: str, words: str) -> None:
    page.login.setText("zhang")
    page.password.setText("wrong")
    page.button.click()
    page.show_status(status(LinkState.CONNECTING))
    page.show_status(status(LinkState.REFUSED, code))
    assert page.words.text() == words
    assert page.login.text() == "zhang"
    assert page.button.isEnabled()


def test_the_password_leaves_the_field_when_the_hub_has_taken_it(page: LoginPage) -> None:
    page.login.setText("zhang")
    page.password.setText("secret")
    page.button.click()
    page.show_status(status(LinkState.LIVE))
    assert page.password.text() == ""


def test_a_hub_that_is_away_is_said_so(page: LoginPage) -> None:
    page.show_status(status(LinkState.LOST))
    assert page.words.text() == "The hub does not answer. It is tried again by itself."
