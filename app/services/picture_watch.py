"""Watches whether what one tile paints is a scene at all: a camera that hangs, is black or has no signal stays live.

Measured as evidence is (`painted_witness`), but for as long as an incident's scene is shown and without an end. Used by
the screen's thread, for the tiles of such a scene only: some tens of microseconds a picture.
"""

import zlib

from app.domain.evidence_rules import BLACK_BELOW_LUMA, FEWEST_FRAMES, PICTURE_HELD_S, is_black, is_card
from app.domain.outputs import PictureFault
from app.services.painted_witness import DIGEST_STEP, PictureLuma, picture_luma
from streams.frame import Frame

# Longer than a head light takes to pass or a lens to get used to the dark, and shorter than a look away from the wall.
BLACK_FOR_S = 2.0
# A camera sends a key picture every second or two, and only those tell: two that were seen before, and more than three
# seconds since one that was not.
FROZEN_FOR_S = 3.5
_FROZEN_REPEATS = 2
# Brightness does not change from picture to picture.
_LUMA_EVERY_S = 0.25


class PictureWatch:
    """Of one tile that shows one camera; a tile that was hidden or shows something else gets a new one."""

    def __init__(self) -> None:
        self._begun_s: float | None = None
        self._luma: PictureLuma | None = None
        self._luma_s = float("-inf")
        self._black_since_s: float | None = None
        self._digest = 0
        self._window_s = 0.0
        self._pictures = self._changed = 0
        self._is_card = False

    def painted(self, frame: Frame, at_s: float) -> None:
        """A new picture is on the screen at this moment of the monotonic clock."""
        if at_s - self._luma_s >= _LUMA_EVERY_S:
            self._measure(picture_luma(frame.planes[0]), at_s)
        digest = zlib.crc32(frame.planes[0][::DIGEST_STEP].tobytes())
        if self._begun_s is None:
            self._begun_s = self._window_s = at_s
        else:
            self._pictures += 1
            self._changed += digest != self._digest
        self._digest = digest
        if at_s - self._window_s >= PICTURE_HELD_S and self._pictures >= FEWEST_FRAMES:
            self._judge_window(at_s)

    def fault(self, now_s: float, *, unchanged_since_s: float, repeated_pictures: int) -> PictureFault | None:
        """What is wrong now. A black picture that hangs is black. `unchanged_since_s` and `repeated_pictures` as the
        lane of the stream counts them; what stood still before the tile was watched does not count."""
        if self._begun_s is None:
            return None
        if self._black_since_s is not None and now_s - self._black_since_s >= BLACK_FOR_S:
            return PictureFault.BLACK
        if self._is_card and self._luma is not None:
            # A lamp in the night is no card, and still shows nothing of the place.
            return PictureFault.BLACK if self._luma.mean < BLACK_BELOW_LUMA else PictureFault.NO_SIGNAL
        still_s = now_s - max(unchanged_since_s, self._begun_s)
        if repeated_pictures >= _FROZEN_REPEATS and still_s >= FROZEN_FOR_S:
            return PictureFault.FROZEN
        return None

    def _measure(self, luma: PictureLuma, at_s: float) -> None:
        self._luma, self._luma_s = luma, at_s
        if not is_black(luma_mean=luma.mean, luma_deviation=luma.deviation, flat_share=luma.flat_share):
            self._black_since_s = None
        elif self._black_since_s is None:
            self._black_since_s = at_s

    def _judge_window(self, at_s: float) -> None:
        flat_share = self._luma.flat_share if self._luma is not None else 0.0
        black = self._black_since_s is not None
        self._is_card = not black and is_card(flat_share=flat_share, pictures=self._pictures, changed=self._changed)
        self._window_s, self._pictures, self._changed = at_s, 0, 0
