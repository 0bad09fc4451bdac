"""Who speaks: the loudest, but not each one who coughs."""

from streams.webrtc.forwarder.speaker import LoudestSpeaker

VOICE, LOUD, ROOM = 90.0, 105.0, 20.0


def run(speaker: LoudestSpeaker, seconds: float, begin: float, **levels: float) -> list[str | None]:
    changes = []
    for number in range(round(seconds * 10)):
        if speaker.tick(levels, begin + number / 10, 0.1):
            changes.append(speaker.participant)
    return changes


def test_the_first_to_speak_is_it_at_once() -> None:
    speaker = LoudestSpeaker()
    assert run(speaker, 1, 0, a=ROOM, b=ROOM) == []
    assert run(speaker, 0.5, 1, a=VOICE, b=ROOM) == ["a"]


def test_somebody_louder_takes_over_only_after_a_moment() -> None:
    speaker = LoudestSpeaker()
    run(speaker, 2, 0, a=VOICE, b=ROOM)
    assert run(speaker, 0.3, 2, a=ROOM, b=LOUD) == []
    assert run(speaker, 2, 3, a=VOICE, b=ROOM) == []
    assert run(speaker, 2, 5, a=ROOM, b=LOUD) == ["b"]


def test_two_who_are_about_as_loud_do_not_flicker() -> None:
    speaker = LoudestSpeaker()
    run(speaker, 2, 0, a=VOICE, b=ROOM)
    assert run(speaker, 5, 2, a=VOICE, b=VOICE + 2) == []


def test_a_silence_keeps_the_last_and_leaving_does_not() -> None:
    speaker = LoudestSpeaker()
    run(speaker, 2, 0, a=VOICE, b=ROOM)
    assert run(speaker, 5, 2, a=0, b=0) == []
    assert run(speaker, 1, 7, b=0) == [None]
