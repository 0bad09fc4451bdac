"""Finding a camera while somebody types: by name, code, full pinyin, initials, or a mix of all ("zsgy", "中山 2").

The index is a value built once for a set of cameras, so it can be built on another thread and swapped in whole.
"""

from collections.abc import Iterable

from app.domain.cameras import Camera
from app.services.text_search import BEGINNING, PINYIN, Texts, folded

LONGEST_QUERY = 100

# A camera's name says more than where it stands, a part of some number least of all.
_PLACE, _PART_OF_CODE = PINYIN + 1, PINYIN + 2
_CODES = ("code", "gb_id", "grid_code", "city_code")
# Every short number is somewhere in every 20-digit id.
_SHORTEST_PART_OF_CODE = 3


class CameraIndex:
    """Search over one set of cameras. Immutable; any thread may search, one at a time."""

    def __init__(self, cameras: Iterable[Camera]) -> None:
        """Takes about 0.15 s for 10,000 cameras: keep it off the screen's thread."""
        self._cameras = tuple(cameras)
        self._names = Texts([camera.name for camera in self._cameras])
        self._sites = Texts([camera.site for camera in self._cameras])
        self._streets = Texts([camera.street for camera in self._cameras])
        self._codes = [Texts([getattr(camera, field) for camera in self._cameras], plain=True) for field in _CODES]
        self._last: tuple[tuple[str, ...], list[dict[int, int]]] = ((), [])

    def __len__(self) -> int:
        return len(self._cameras)

    def search(self, query: str) -> list[Camera]:
        """All cameras that match every word, best first, equals in the order of the index. No words: all of them."""
        words = tuple(folded(query[:LONGEST_QUERY]).split())
        if not words:
            return list(self._cameras)
        found = self._find(words)
        scores = found[0]
        for other in found[1:]:
            scores = {camera: score + other[camera] for camera, score in scores.items() if camera in other}
        order = sorted(scores, key=lambda camera: (scores[camera], camera))
        return [self._cameras[camera] for camera in order]

    def _find(self, words: tuple[str, ...]) -> list[dict[int, int]]:
        """For each word the cameras with their rank; words that were looked up for the last query are not again."""
        last_words, last_found = self._last
        known = dict(zip(last_words, last_found, strict=True))
        found = [known[word] if word in known else self._find_word(word) for word in words]
        self._last = words, found
        return found

    def _find_word(self, word: str) -> dict[int, int]:
        ranks: dict[int, int] = {}
        for texts in (self._streets, self._sites):
            for camera in texts.find(word):
                ranks[camera] = _PLACE
        for camera, rank in self._names.find(word).items():
            ranks[camera] = rank
        for texts in self._codes:
            for camera, rank in texts.find(word, inside=len(word) >= _SHORTEST_PART_OF_CODE).items():
                rank_of_code = rank if rank <= BEGINNING else _PART_OF_CODE
                ranks[camera] = min(rank_of_code, ranks.get(camera, rank_of_code))
        return ranks
