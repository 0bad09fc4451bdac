"""One line at a time: what filters a list that changes while somebody looks at it."""

import pytest

from app.services.text_search import finder, folded, written

LINE = "\n".join(written(text) for text in ("20261122-003", "中山公园商场火情", "华阳路街道"))


@pytest.mark.parametrize(
    "typed", ["中山", "zsgy", "ZhongShan", "火情", "hq", "1122-003", "20261122003", "hyl", "商chang"]
)
def test_a_line_is_found_by_characters_pinyin_initials_and_numbers(typed: str) -> None:
    assert finder(folded(typed))(LINE)


@pytest.mark.parametrize("typed", ["火情华阳", "003中山", "qqq", "-", "中园"])
def test_a_word_neither_reaches_over_two_texts_nor_skips_characters(typed: str) -> None:
    assert not finder(folded(typed))(LINE)
