"""A room as it is received: whose voice sounds, whose pictures go to which feed, what the tiles want of the hub."""

import asyncio
import time
from collections.abc import Callable, Iterable

from streams.access_unit import AccessUnit, Codec
from streams.webrtc.ice import IceSettings
from streams.webrtc.participant.conference_rooms import ConferenceRooms
from streams.webrtc.participant.figures import PersonFigures, VideoFigures, VoiceFigures
from streams.webrtc.participant.lip_sync import LipSync
from streams.webrtc.participant.names import Content, RemoteStream, SlotContent
from streams.webrtc.participant.opus import SAMPLE_RATE
from streams.webrtc.participant.room_sound import RoomSound
from streams.webrtc.participant.slots import VideoSlot, VoiceSlot
from streams.webrtc.participant.subscriber import Subscriber
from streams.webrtc.peer_transport import TransportState

Wants = dict[RemoteStream, int]

# A tile that has just been opened waits for this before anything is asked for.
_LOOK_S = 0.05
# Tiles that are resized by hand would ask at every look.
_LEAST_BETWEEN_WANTS_S = 0.2
_SOUND_IS_ON_S = 1.0  # nobody pulled for longer: there is no loudspeaker to be in time with


class ReceptionRoom:
    """On the media loop. `on_wants` gets heights in pixels of the videos that tiles show, whenever that changes."""

    def __init__(
        self,
        room_id: str,
        *,
        rooms: ConferenceRooms,
        settings: IceSettings,
        sound: RoomSound,
        with_voices: bool,
        on_state: Callable[[TransportState], None],
        on_wants: Callable[[Wants], None],
    ) -> None:
        self.room_id = room_id
        self._rooms = rooms
        self._sound = sound
        self._on_wants = on_wants
        self._wants: Wants | None = None
        self._wants_told_s = 0.0
        self._lips: dict[str, LipSync] = {}
        self.subscriber = Subscriber(
            settings=settings, sound=sound, with_voices=with_voices, on_picture=self._picture, on_state=on_state
        )
        self._looking = asyncio.get_running_loop().create_task(self._look(), name="conference videos")

    async def answer(self, offer: str, slots: Iterable[SlotContent]) -> str:
        """From now on the pictures come this way: who only waits to be let in takes none from a wall that looks in."""
        # Before anything is awaited: what is said of the slots meanwhile is newer.
        self.place(slots)
        self._rooms.carry(self.room_id, self)
        return await self.subscriber.answer(offer)

    def place(self, slots: Iterable[SlotContent]) -> None:
        self.subscriber.place(slots)
        present = {stream.participant_id for stream in self.subscriber.streams()}
        for participant_id in [*self._lips]:
            if participant_id not in present:
                del self._lips[participant_id]

    async def close(self) -> None:
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        self._rooms.drop(self.room_id, self)
        await self.subscriber.close()

    def people(self) -> tuple[PersonFigures, ...]:
        present = sorted({stream.participant_id for stream in self.subscriber.streams()})
        return tuple(self._person(participant_id) for participant_id in present)

    # -- pictures

    def _picture(self, stream: RemoteStream, codec: Codec, picture: AccessUnit) -> None:
        delay_s = 0.0
        # A screen has no lips.
        if stream.content is Content.CAMERA:
            lips = self._lips.get(stream.participant_id)
            if lips is None:
                lips = self._lips[stream.participant_id] = LipSync()
            if picture.captured_s is not None:
                lips.seen(picture.captured_s, picture.received_s)
            delay_s = lips.delay_s
        self._rooms.receive(self.room_id, self, stream, codec, picture, delay_s)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            now = time.monotonic()
            self._look_at_voices(now)
            self._look_at_sources(now)

    def _look_at_voices(self, now: float) -> None:
        sounding = now - self._sound.pulled_s < _SOUND_IS_ON_S
        for slot in self.subscriber.voices.values():
            lips = self._lips.get(slot.stream.participant_id) if slot.stream is not None else None
            if lips is None or slot.voice is None:
                continue
            played = slot.voice.played
            utc_s = slot.clock.utc_s(played[0]) if played is not None else None
            if not sounding:
                lips.silent()
            elif played is not None and utc_s is not None and now - played[1] < _SOUND_IS_ON_S:
                lips.heard(utc_s, played[1] + self._sound.output_delay_s)
        for lips in self._lips.values():
            lips.adjust()

    def _look_at_sources(self, now: float) -> None:
        wants: Wants = {}
        present = self.subscriber.streams()
        carries = self._rooms.carries(self.room_id, self)
        for source in self._rooms.sources(self.room_id):
            height = source.wanted_height(now)
            if carries:
                source.note_presence(source.stream in present, now)
            if height:
                wants[source.stream] = height
            slot = self.subscriber.video_of(source.stream)
            if slot is not None:
                if carries and source.needs_key_frame(now):
                    slot.receiver.need_key_frame(now)
                elif not height:
                    slot.receiver.rest()
        if wants != self._wants and now - self._wants_told_s >= _LEAST_BETWEEN_WANTS_S:
            self._wants, self._wants_told_s = wants, now
            self._on_wants(dict(wants))

    # -- figures

    def _person(self, participant_id: str) -> PersonFigures:
        voice = self.subscriber.voice_of(participant_id)
        videos = {
            content: slot
            for content in (Content.CAMERA, Content.SCREEN)
            if (slot := self.subscriber.video_of(RemoteStream(participant_id, content))) is not None
        }
        lips = self._lips.get(participant_id)
        return PersonFigures(
            participant_id=participant_id,
            voice=None if voice is None else _voice_figures(voice),
            videos={content: _video_figures(slot) for content, slot in videos.items()},
            voice_after_picture_s=None if lips is None else lips.offset_s,
            picture_delay_s=0.0 if lips is None else lips.delay_s,
        )


def _voice_figures(slot: VoiceSlot) -> VoiceFigures | None:
    if slot.voice is None:
        return None
    counters = slot.voice.counters
    made_up = counters.concealed_samples + counters.restored_samples
    return VoiceFigures(
        packets=counters.packets,
        lost_share=slot.reception.lost_share,
        jitter_s=slot.reception.jitter_s,
        playout_delay_s=counters.delay_s,
        concealed_share=made_up / max(counters.played_samples, SAMPLE_RATE),
        underruns=counters.underruns,
        late_packets=counters.late,
    )


def _video_figures(slot: VideoSlot) -> VideoFigures:
    counters = slot.receiver.counters
    return VideoFigures(
        lost_share=slot.reception.lost_share,
        jitter_s=slot.reception.jitter_s,
        pictures=counters.pictures,
        recovered_packets=counters.recovered,
        lost_packets=counters.lost,
        key_frame_requests=counters.key_frame_requests,
        withheld_pictures=counters.withheld,
    )
