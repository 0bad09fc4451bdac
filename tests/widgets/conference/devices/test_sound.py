"""Real sound through a real sound system: what others say is heard, what is said is sent, devices come and go."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streams.webrtc.voice.level import level_dbfs
from tests.servers.pulseaudio import PulseAudio, Samples
from tests.streams.webrtc.voice.room import samples, somebody

RATE_HZ = 48_000
PATIENCE_S = 60.0


class Child:
    """The seat of sound_child.py."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 closed by `kill`
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-m", "tests.widgets.conference.devices.sound_child"],
            env={**os.environ, **environment, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def ask(self, *words: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(words) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._said()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def wait(self, true: Callable[[dict[str, Any]], bool], what: str = "state") -> dict[str, Any]:
        deadline_s = time.monotonic() + PATIENCE_S
        while not true(answer := self.ask(what)):
            assert time.monotonic() < deadline_s, json.dumps(answer)
            time.sleep(0.02)
        return answer

    def runs(self) -> None:
        """Until both devices do."""
        self.wait(lambda state: set(state["states"].values()) == {"running"})

    def end(self, *, but_for: str = "") -> None:
        """Nothing is left over, nothing crashed and nobody complained, `but_for` these words."""
        assert self.ask("end") == {"threads": ["MainThread"]}
        assert self._process.wait(PATIENCE_S) == 0
        assert [line for line in self._said().splitlines() if line != but_for] == []

    def _said(self) -> str:
        self._complaints.seek(0)
        return self._complaints.read()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._complaints.close()


# First, while no other seat is here: two take more sound than a busy machine makes in time.


@pytest.fixture
def mortal_server() -> Iterator[PulseAudio]:
    """Of which no other seat knows that it comes and goes: Qt says so at a terminal, sooner or later."""
    with PulseAudio() as server:
        yield server


@pytest.fixture
def bereft_seat(mortal_server: PulseAudio) -> Iterator[Child]:
    child = Child(mortal_server.environment)
    try:
        child.runs()
        yield child
        child.end(but_for="PulseAudioService: pa_context_connect() failed")
    finally:
        child.kill()


def test_a_sound_system_that_dies_takes_nothing_with_it(mortal_server: PulseAudio, bereft_seat: Child) -> None:
    mortal_server.stop()
    state = bereft_seat.wait(lambda state: state["readiness"] == "sound-gone")
    assert set(state["used"].values()) == {None}
    assert set(state["states"].values()) == {"off"}
    # Qt would end the process if something were opened now, although there is another.
    mortal_server.start()
    mortal_server.plug_in_speaker("Headset")
    state = bereft_seat.ask("state")
    assert state["readiness"] == "sound-gone"
    assert state["devices"]["speaker"] == []


@pytest.fixture
def early_seat(mortal_server: PulseAudio) -> Iterator[Child]:
    """Was there before the sound system."""
    mortal_server.stop()
    child = Child(mortal_server.environment)
    try:
        child.wait(lambda state: state["readiness"] == "no-sound")
        mortal_server.start()
        yield child
        child.end()
    finally:
        child.kill()


def test_a_sound_system_that_comes_later_is_used(early_seat: Child) -> None:
    early_seat.runs()


@pytest.fixture
def lone_seat(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Child]:
    """Of a machine with the sound server that the parameter names."""
    address = tmp_path / "pulse"
    listening = socket.socket(socket.AF_UNIX)
    if request.param == "hangs":
        listening.bind(str(address))
        listening.listen()
    child = Child({"PULSE_SERVER": f"unix:{address}"})
    try:
        yield child
        child.end()
    finally:
        child.kill()
        listening.close()


@pytest.mark.parametrize(
    ("lone_seat", "said"), [("none", "no-sound"), ("hangs", "sound-hangs")], indirect=["lone_seat"]
)
def test_a_machine_without_sound_says_so_and_goes_on(lone_seat: Child, said: str) -> None:
    state = lone_seat.wait(lambda state: state["readiness"] != "loading")
    assert state["readiness"] == said
    assert state["sources"] == []
    assert "you neither hear nor are heard" in state["troubles"][0]
    assert state["devices"]["microphone"] == state["devices"]["speaker"] == []


# One sound system and one seat for all others, as far as they leave them as they were.


@pytest.fixture(scope="module")
def server() -> Iterator[PulseAudio]:
    with PulseAudio() as server:
        yield server


@pytest.fixture
def pulse(server: PulseAudio) -> Iterator[PulseAudio]:
    yield server
    server.be_as_new()


@pytest.fixture
def new_seat(pulse: PulseAudio) -> Iterator[Child]:
    """For what cannot be taken back."""
    child = Child(pulse.environment)
    try:
        child.runs()
        yield child
        child.end()
    finally:
        child.kill()


@pytest.fixture(scope="module")
def lasting_seat(server: PulseAudio) -> Iterator[Child]:
    child = Child(server.environment)
    try:
        child.runs()
        yield child
        child.end()
    finally:
        child.kill()


@pytest.fixture
def seat(lasting_seat: Child, pulse: PulseAudio) -> Child:
    """As it came in: what the test before said has faded away."""
    lasting_seat.ask("others_say", "nothing")
    lasting_seat.ask("mute", False)
    lasting_seat.runs()

    def is_silent(sent: dict[str, Any]) -> bool:
        if sent["seconds"] < 0.2:
            return False
        lasting_seat.ask("forget")
        return bool(sent["dbfs"] < -60)

    lasting_seat.wait(is_silent, "sent")
    return lasting_seat


def pitch_hz(wave: Samples) -> float:
    return float(np.abs(np.fft.rfft(wave * np.hanning(len(wave)))).argmax() * RATE_HZ / len(wave))


def test_what_the_others_say_is_heard_while_the_screen_is_busy(pulse: PulseAudio, seat: Child) -> None:
    seat.ask("others_say", "tone")
    pulse.listen(0.3)
    heard = listen_while_busy(pulse, seat)
    assert pitch_hz(heard) == pytest.approx(440, abs=8)
    # Without a thread of its own the sound would last for the 50 ms that the loudspeaker has; but on a machine with
    # much else to do PulseAudio itself stands still for moments.
    loudest = np.abs(heard[: len(heard) // 480 * 480].reshape(-1, 480).astype(int)).max(axis=1)
    assert (loudest > 7000).mean() > 0.5


def listen_while_busy(pulse: PulseAudio, seat: Child) -> Samples:
    with ThreadPoolExecutor(1, "asyncio_listen") as pool:
        busy = pool.submit(seat.ask, "be_busy", 1.5)
        heard = pulse.listen(1.0)
        busy.result()
    return heard


def test_what_is_said_is_sent(pulse: PulseAudio, seat: Child) -> None:
    pulse.speak(samples(somebody(4)))
    seat.wait(lambda sent: sent["dbfs"] > -50, "sent")
    seat.ask("forget")
    sent = seat.wait(lambda sent: sent["seconds"] >= 1, "sent")
    assert sent["dbfs"] > -30
    assert sent["pitch_hz"] == pytest.approx(150, rel=0.05)
    assert seat.ask("state")["permitted"] == 1


def test_the_test_tone_is_heard_here_alone(pulse: PulseAudio, seat: Child) -> None:
    seat.ask("tone")
    heard = pulse.listen(0.6)
    assert pitch_hz(heard) == pytest.approx(1000, abs=8)
    assert seat.ask("sent")["dbfs"] < -60


def test_who_speaks_and_is_muted_is_told_and_not_sent(pulse: PulseAudio, seat: Child) -> None:
    seat.ask("mute", True)
    seat.ask("forget")
    pulse.speak(samples(somebody(4)))
    seat.wait(lambda state: state["unheard"] == [True])
    assert seat.ask("sent")["dbfs"] < -90
    seat.ask("mute", False)
    seat.wait(lambda state: state["unheard"] == [True, False])
    seat.wait(lambda sent: sent["dbfs"] > -50, "sent")


def test_who_leaves_lets_go_of_every_device_and_hears_a_ring_all_the_same(pulse: PulseAudio, new_seat: Child) -> None:
    new_seat.ask("leave")
    new_seat.wait(lambda state: set(state["states"].values()) == {"off"})
    new_seat.ask("ring", True)
    assert pitch_hz(pulse.listen(2.0)) == pytest.approx(1000, abs=8)
    assert new_seat.ask("state")["states"]["microphone"] == "off"


def test_the_others_do_not_hear_themselves_from_our_loudspeaker(pulse: PulseAudio, seat: Child) -> None:
    pulse.add_echo()
    seat.ask("others_say", "talk")
    heard_dbfs = level_dbfs(pulse.listen(1.0))
    assert heard_dbfs > -30

    def is_quiet(sent: dict[str, Any]) -> bool:
        if sent["seconds"] < 1:
            return False
        seat.ask("forget")
        return bool(sent["dbfs"] < heard_dbfs - 20)

    # Not at once: a machine with much else to do tears the sound, and the canceller learns anew.
    seat.ask("forget")
    seat.wait(is_quiet, "sent")


def test_a_loudspeaker_that_is_plugged_in_can_be_chosen_and_one_that_goes_is_replaced(
    pulse: PulseAudio, new_seat: Child
) -> None:
    headset = pulse.plug_in_speaker("Headset")
    new_seat.wait(lambda state: "Headset" in state["devices"]["speaker"])
    new_seat.ask("choose", "speaker", "Headset")
    state = new_seat.wait(lambda state: state["used"]["speaker"] == "Headset")
    assert state["missed"]["speaker"] == ""
    pulse.unplug(headset)
    state = new_seat.wait(lambda state: state["used"]["speaker"] == "Room")
    assert state["missed"]["speaker"] == "Headset"
    assert "“Headset” is not there; “Room” is used until it is back." in state["troubles"]
    new_seat.runs()
    pulse.plug_in_speaker("Headset")
    state = new_seat.wait(lambda state: state["used"]["speaker"] == "Headset")
    assert state["missed"]["speaker"] == ""
    new_seat.runs()
