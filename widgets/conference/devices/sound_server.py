"""The sound server of Linux, watched beside Qt, which trusts it too far.

QtMultimedia 6.11 waits in libpulse for a server that hangs (30 s, the screen with it), and ends the process when
something is opened after a server that it knew has ended, also when there is another. So it is asked nothing before a
server has answered, and opens nothing after that one has gone (docs/adr/0015).
"""

import ctypes
import sys
import threading
import time
from enum import StrEnum

_LIBRARY = "libpulse.so.0"
_ANSWERS_WITHIN_S = 2.0
# pa_context_state_t
_READY = 4
_FAILED, _TERMINATED = 5, 6


class ServerState(StrEnum):
    NONE = "none"
    ALIVE = "alive"
    HANGS = "hangs"  # it takes the call and says nothing
    GONE = "gone"  # it was alive: for good, as far as this process goes


class SoundServer:
    """A connection that does nothing but see whether the other side lives. `connect` blocks; `state` may be asked by
    any thread and never does. Elsewhere than on Linux there is nothing to be watched: ALIVE."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: _Line | None = None
        self._state = ServerState.NONE

    def connect(self) -> None:
        """Also again, until there is one. Starts a server where the system is set up to do that, as Qt would."""
        if not sys.platform.startswith("linux"):
            self._state = ServerState.ALIVE
            return
        try:
            pulse = ctypes.CDLL(_LIBRARY)
        except OSError:
            return
        for name in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new"):
            getattr(pulse, name).restype = ctypes.c_void_p
        line = _Line(pulse)
        state = line.greet()
        with self._lock:
            if self._line is not None:
                self._line.close()
            self._line, self._state = line, state

    @property
    def state(self) -> ServerState:
        with self._lock:
            if self._state is ServerState.ALIVE and self._line is not None and not self._line.is_ready():
                self._state = ServerState.GONE
            return self._state

    def close(self) -> None:
        """`state` stays as it was."""
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None


class _Line:
    """One connection; one thread at a time."""

    def __init__(self, pulse: ctypes.CDLL) -> None:
        self._pulse = pulse
        self._loop = ctypes.c_void_p(pulse.pa_mainloop_new())
        interface = ctypes.c_void_p(pulse.pa_mainloop_get_api(self._loop))
        self._context = ctypes.c_void_p(pulse.pa_context_new(interface, b"Fivefifteen"))

    def greet(self) -> ServerState:
        """Blocks for two seconds at most."""
        pulse, loop, context = self._pulse, self._loop, self._context
        if pulse.pa_context_connect(context, None, 0, None) < 0:
            return ServerState.NONE
        deadline_s = time.monotonic() + _ANSWERS_WITHIN_S
        while (left_s := deadline_s - time.monotonic()) > 0:
            if pulse.pa_mainloop_prepare(loop, round(left_s * 1e6)) < 0 or pulse.pa_mainloop_poll(loop) < 0:
                return ServerState.NONE
            pulse.pa_mainloop_dispatch(loop)
            state = pulse.pa_context_get_state(context)
            if state == _READY:
                return ServerState.ALIVE
            if state in (_FAILED, _TERMINATED):
                return ServerState.NONE
        return ServerState.HANGS

    def is_ready(self) -> bool:
        while self._pulse.pa_mainloop_iterate(self._loop, 0, None) > 0:
            pass
        return bool(self._pulse.pa_context_get_state(self._context) == _READY)

    def close(self) -> None:
        self._pulse.pa_context_disconnect(self._context)
        self._pulse.pa_context_unref(self._context)
        self._pulse.pa_mainloop_free(self._loop)
