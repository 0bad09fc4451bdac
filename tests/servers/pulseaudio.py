"""A sound system without hardware: PulseAudio with a loudspeaker that can be recorded and a microphone that can be fed.

`room` is the loudspeaker, `microphone` hears what is played into `voice`. With an echo the microphone also hears the
loudspeaker, as in a real room. Whoever is to use it gets `environment`.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from tests.servers.process import START_S, ServerProcess

RATE_HZ = 48_000
_FORM = ["--raw", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1", "--latency-msec=20"]

_WARM = ("room", "voice")

Samples = npt.NDArray[np.int16]


class PulseAudio:
    """A daemon of one's own, on a socket in a folder of its own. A context manager."""

    def __init__(self) -> None:
        # Short: the name of a socket has 107 letters.
        self._folder = Path(tempfile.mkdtemp(prefix="pulse-"))
        self._socket = self._folder / "native"
        self.environment = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
            "XDG_RUNTIME_DIR": str(self._folder),
            "HOME": str(self._folder),
        }
        self._children: list[subprocess.Popen[bytes]] = []
        self._modules: list[str] = []
        self._daemon: ServerProcess | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
            f"module-null-sink sink_name=room rate={RATE_HZ} channels=1 sink_properties=device.description=Room",
            f"module-null-sink sink_name=voice rate={RATE_HZ} channels=1",
            "module-remap-source source_name=microphone master=voice.monitor channels=1 channel_map=mono"
            " source_properties=device.description=Desk",
        ]
        options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=60", "--disable-shm=yes"]
        options += ["--realtime=no", "--high-priority=no", "--log-level=error"]
        loads = [word for module in modules for word in ("-L", module)]
        self._daemon = ServerProcess(["pulseaudio", *options, *loads], environment=self.environment)
        deadline_s = time.monotonic() + START_S
        while not self._answers():
            if time.monotonic() > deadline_s:
                raise RuntimeError("PulseAudio did not start")
            time.sleep(0.02)
        self.control("set-default-sink", "room")
        self.control("set-default-source", "microphone")
        # Nobody plays: a virtual device then works in parts of two seconds.
        for name in _WARM:
            self._child(["pacat", "--playback", f"--device={name}", *_FORM, "/dev/zero"])

    def stop(self) -> None:
        self._end_children(keep=0)
        self._modules = []
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def be_as_new(self) -> None:
        """Without what a test has plugged in and said."""
        self._end_children(keep=len(_WARM))
        for module in reversed(self._modules):
            self.unplug(module)
        self.control("set-default-sink", "room")

    def plug_in_speaker(self, name: str) -> str:
        """Another loudspeaker, which becomes the default, as desktops do; returns what `unplug` wants."""
        module = self._load("module-null-sink", f"sink_name={name}", f"sink_properties=device.description={name}")
        self.control("set-default-sink", name)
        return module

    def unplug(self, module: str) -> None:
        self._modules.remove(module)
        self.control("unload-module", module)

    def control(self, *words: str) -> str:
        """`pactl` with these words; what it answers."""
        done = subprocess.run(
            ["pactl", *words], env=self._environment(), capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout.strip()

    def add_echo(self, delay_ms: int = 60) -> None:
        """The microphone hears the loudspeaker from now on."""
        self._load("module-loopback", "source=room.monitor", "sink=voice", f"latency_msec={delay_ms}")

    def speak(self, wave: Samples) -> None:
        """Into the microphone, over and over."""
        path = self._folder / "voice.raw"
        path.write_bytes(wave.tobytes() * (60 * RATE_HZ // len(wave)))
        self._child(["pacat", "--playback", "--device=voice", *_FORM, str(path)])

    def listen(self, seconds: float) -> Samples:
        """What the loudspeaker sounds like."""
        recorder = self._child(["pacat", "--record", "--device=room.monitor", *_FORM], stdout=subprocess.PIPE)
        assert recorder.stdout is not None
        return np.frombuffer(recorder.stdout.read(round(seconds * RATE_HZ) * 2), np.int16)

    def _load(self, *words: str) -> str:
        module = self.control("load-module", *words)
        self._modules.append(module)
        return module

    def _end_children(self, *, keep: int) -> None:
        """But for the first `keep`."""
        for child in self._children[keep:]:
            child.terminate()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
        del self._children[keep:]

    def _child(self, command: list[str], *, stdout: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL
        )
        self._children.append(child)
        return child

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _answers(self) -> bool:
        asked = subprocess.run(["pactl", "info"], env=self._environment(), capture_output=True, check=False, timeout=30)
        return asked.returncode == 0
