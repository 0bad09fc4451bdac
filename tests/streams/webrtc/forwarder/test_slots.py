"""Who gets which section of a subscription."""

from streams.webrtc.forwarder.slots import SPARE, Places, Wanted


def voice(participant: str) -> Wanted:
    return Wanted((participant, "microphone"), is_video=False, paired=True)


def camera(participant: str) -> Wanted:
    return Wanted((participant, "camera"), is_video=True, paired=True)


def screen(participant: str) -> Wanted:
    return Wanted((participant, "screen"), is_video=True, paired=False)


def mids(places: Places) -> dict[tuple[str, str], str]:
    return {place.name: place.mid for place in places.places if place.name is not None}


def placed(*wanted: Wanted) -> Places:
    places = Places()
    places.grow(places.assign(wanted))
    assert not places.assign(wanted)
    return places


def test_voice_and_camera_of_a_participant_are_a_pair() -> None:
    places = placed(voice("a"), camera("b"), voice("b"), camera("a"), voice("c"))
    found = mids(places)
    for participant in ("a", "b"):
        assert found[participant, "microphone"][1:] == found[participant, "camera"][1:]


def test_a_camera_that_comes_later_finds_its_voice() -> None:
    places = placed(voice("a"), voice("b"))
    assert not places.assign([voice("a"), voice("b"), camera("c"), camera("b")])
    found = mids(places)
    assert found["b", "microphone"][1:] == found["b", "camera"][1:]
    assert found["c", "camera"][1:] not in (found["a", "microphone"][1:], found["b", "microphone"][1:])


def test_screens_leave_the_pairs_alone_as_long_as_they_can() -> None:
    places = placed(voice("a"), camera("a"), screen("a"))
    assert mids(places)["a", "screen"].startswith("s")


def test_who_stays_keeps_the_place() -> None:
    places = placed(*map(voice, "abc"), *map(camera, "abc"))
    before = mids(places)
    assert not places.assign([voice("c"), camera("c"), voice("d"), camera("d")])
    after = mids(places)
    assert after["c", "microphone"] == before["c", "microphone"]
    assert after["c", "camera"] == before["c", "camera"]
    assert len(after) == 4


def test_there_are_some_to_spare_and_then_more_are_needed() -> None:
    places = placed(camera("a"), voice("a"))
    extra = [one(f"x{number}") for number in range(SPARE) for one in (voice, camera)]
    assert not places.assign([camera("a"), voice("a"), *extra])
    sections = len(places.places)
    left = places.assign([camera("a"), voice("a"), *extra, voice("y"), camera("y")])
    assert left == [voice("y")]  # its camera went into a screen's section
    places.grow(left)
    assert not places.assign([camera("a"), voice("a"), *extra, voice("y"), camera("y")])
    assert len(places.places) > sections
    assert len({place.mid for place in places.places}) == len(places.places)
