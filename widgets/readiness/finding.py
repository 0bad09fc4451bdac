"""What somebody searches for on the page: streets, sites and cameras by characters, pinyin or initials."""

from collections.abc import Collection, Sequence

from app.services.text_search import Texts, folded

LONGEST_QUERY = 100


class Finder:
    """Over a set of names; the index is made when somebody searches for the first time. Immutable."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        """Pairs of a key and the text in which it is found."""
        self._names = names
        self._texts: Texts | None = None

    def find(self, query: str) -> Collection[str] | None:
        """Keys of those in which every word is; None where nothing is searched for."""
        words = folded(query[:LONGEST_QUERY]).split()
        if not words:
            return None
        if self._texts is None:
            self._texts = Texts([text for _, text in self._names])
        found = set(self._texts.find(words[0]))
        for word in words[1:]:
            found &= self._texts.find(word).keys()
        return {self._names[number][0] for number in found}
