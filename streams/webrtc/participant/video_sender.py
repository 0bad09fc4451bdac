"""Coded pictures on their way to the hub: cut into packets, sent without bursts, repeated and reported on."""

import asyncio
import random
import time
from collections import deque

from streams.webrtc.participant.rtp_sender import Retransmitter, RtpSender, send_time_word
from streams.webrtc.participant.video_encoder import CodedPicture
from streams.webrtc.participant.vp8 import packetized

# A key frame of 60 packets at once overflows a small router's queue; 12 in 5 ms are 23 Mb/s.
_BURST_PACKETS = 12
_BURST_S = 0.005


class VideoSender:
    """On the media loop."""

    def __init__(self, sender: RtpSender, retransmitter: Retransmitter | None, *, send_time_extension: int) -> None:
        self.sender = sender
        self.retransmitter = retransmitter
        self._send_time_extension = send_time_extension
        self._picture_id = random.getrandbits(15)
        self._waiting: deque[tuple[bytes, int, bool]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def send(self, picture: CodedPicture) -> None:
        timestamp = self.sender.timestamp(picture.at_s)
        payloads = packetized(picture.data, self._picture_id)
        self._picture_id = (self._picture_id + 1) & 0x7FFF
        last = len(payloads) - 1
        self._waiting += [(payload, timestamp, index == last) for index, payload in enumerate(payloads)]
        if self._timer is None:
            self._send_some()

    def repeat(self, sequences: tuple[int, ...], now: float) -> None:
        if self.retransmitter is not None:
            self.retransmitter.repeat(sequences, now)

    def close(self) -> None:
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send_some(self) -> None:
        self._timer = None
        now = time.monotonic()
        word = send_time_word(self._send_time_extension, now) if self._send_time_extension else 0
        for _ in range(min(_BURST_PACKETS, len(self._waiting))):
            payload, timestamp, marker = self._waiting.popleft()
            sequence, packet = self.sender.send(payload, timestamp=timestamp, marker=marker, extension=word, now=now)
            if self.retransmitter is not None:
                self.retransmitter.keep(sequence, packet)
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(_BURST_S, self._send_some)
