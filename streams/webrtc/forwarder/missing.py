"""Which packets of a source are asked for again, when, and how often."""

FIRST_ASK_S = 0.010  # a packet out of order comes within this on the networks that we know
AGAIN_S = (0.04, 0.06, 0.1, 0.15, 0.25)  # then it is given up: a decoder does not wait longer
MOST_MISSING = 256
LARGEST_GAP = 128  # beyond it a key frame is cheaper


class MissingPackets:
    """Extended sequence numbers that were skipped. Bounded; not thread-safe."""

    def __init__(self) -> None:
        self._due: dict[int, tuple[float, int]] = {}  # when next, how often asked

    def __len__(self) -> int:
        return len(self._due)

    def skipped(self, first: int, stop: int, now: float) -> bool:
        """Numbers from `first` to before `stop` did not come. False: too many, nothing of it will be asked for."""
        if stop - first > LARGEST_GAP or len(self._due) + stop - first > MOST_MISSING:
            self._due.clear()
            return False
        for number in range(first, stop):
            self._due[number] = (now + FIRST_ASK_S, 0)
        return True

    def came(self, number: int) -> None:
        self._due.pop(number, None)

    def clear(self) -> None:
        self._due.clear()

    def ask(self, now: float) -> tuple[list[int], bool]:
        """Those to ask for now, in ascending order, and whether some were given up."""
        asked: list[int] = []
        given_up: list[int] = []
        for number, (due, times) in self._due.items():
            if due > now:
                continue
            if times == len(AGAIN_S):
                given_up.append(number)
            else:
                asked.append(number)
                self._due[number] = (now + AGAIN_S[times], times + 1)
        for number in given_up:
            del self._due[number]
        return sorted(asked), bool(given_up)
