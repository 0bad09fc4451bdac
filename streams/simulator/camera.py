"""A simulated camera: two mount points with their loops, the clients that watch them, and the faults that are on."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from streams.access_unit import Codec
from streams.simulator.clip import Clip, ClipSpec, Look
from streams.simulator.faults import Fault, Parameter, with_defaults
from streams.simulator.library import Library
from streams.simulator.player import Faults, Player
from streams.simulator.time_code import FRAME_RATE, PHASE_MS, PICTURE_MS

_LEAD = 20  # pictures between asking for a changed loop and its first picture; 0.8 s, time enough to make it
_SPEECHLESS = frozenset({Fault.SILENT, Fault.HALF_OPEN, Fault.NO_VIDEO, Fault.OFFLINE, Fault.REFUSE})


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """What makes a camera: `name` is its part of the URL, `title` stands in the picture."""

    name: str
    title: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"CameraPlan({self.name!r}, {self.title!r})"


class MountPoint:
    """One stream of a camera. The loop played may be changed at a key picture. Belongs to the server's loop."""

    def __init__(
        self, camera: "SimulatedCamera", name: str, spec: ClipSpec, library: Library, on_new_codec: Callable[[], None]
    ) -> None:
        """`on_new_codec` is called after the codec has changed to one that clients have to ask for."""
        self.camera = camera
        self.path = f"{camera.name}/{name}"
        self.players: set[Player] = set()
        self._library = library
        self._spec = spec
        self._on_new_codec = on_new_codec
        self._wanted_spec = spec
        # The loop that is played and the number of the picture at its position 0, then the one to change to.
        self._clip: Clip | None = None
        self._origin = 0
        self._pending: tuple[Clip, int] | None = None

    @property
    def clip(self) -> Clip:
        """The loop that is played; its making begins with the first use."""
        if self._clip is None:
            self._clip = self._library.clip(self._spec, self.camera.number)
        return self._clip

    def adapt(self) -> None:
        """Ask for the loop that the camera's faults call for, if it is another one and anybody watches."""
        wanted = _changed(self._spec, self.camera.faults, self.camera.frozen_at)
        if wanted == self._wanted_spec or not (self.players or wanted == self._spec):
            return
        self._wanted_spec = wanted
        if self._pending is not None and self._pending[0].spec != self._spec:
            self._library.drop(self._pending[0])
        if wanted == self._spec:
            self._pending = (self._library.clip(self._spec, self.camera.number), 0)
            return
        origin = self.camera.number() + _LEAD
        first = wanted.first_index if wanted.look is Look.FROZEN else origin % wanted.loop_pictures
        spec = replace(wanted, first_index=first)
        self._pending = (self._library.clip(spec, lambda: self.camera.number() - origin, keep=False), origin)

    def start(self, player: Player, *, at_once: bool) -> None:
        self.players.add(player)
        self.adapt()
        number = self.camera.number()
        player.play(self.clip, number - self._origin, number, at_once=at_once and not self._speechless)

    @property
    def _speechless(self) -> bool:
        return not self.camera.faults.keys().isdisjoint(_SPEECHLESS)

    def picture(self, number: int) -> None:
        """Send picture `number` to everybody."""
        if self._pending is not None:
            self._change(number)
        if not self.players or self._speechless:
            return
        position = number - self._origin
        clip = self.clip
        for player in self.players:
            player.picture(clip, position, number)

    def _change(self, number: int) -> None:
        clip, origin = self._pending or (self.clip, self._origin)
        position = number - origin
        if position < 0 or not clip.is_key(position) or clip.packed(position) is None:
            return
        old, self._clip, self._origin, self._pending = self._clip, clip, origin, None
        if old is None or old is clip:
            return
        if old.spec != self._spec:
            self._library.drop(old)
        in_band = self.camera.faults.get(Fault.CODEC_CHANGE, {}).get("in_band", False)
        if old.spec.codec is not clip.spec.codec and not in_band:
            self._on_new_codec()


class SimulatedCamera:
    """Faults are set and cleared from the server's loop."""

    def __init__(self, plan: CameraPlan, *, order: int, on_faults: Callable[["SimulatedCamera"], None]) -> None:
        """`order` is the camera's place in the district; `on_faults` is called after its faults have changed."""
        self.name = plan.name
        self.plan = plan
        # 13 has no divisor in common with 20: neighbours take their pictures at far apart moments.
        self.phase = order * 13 % (PICTURE_MS // PHASE_MS)
        self.faults: Faults = {}
        self.mount_points: dict[str, MountPoint] = {}
        self.frozen_at = 0
        self._on_faults = on_faults

    @property
    def phase_ms(self) -> int:
        return self.phase * PHASE_MS

    def number(self) -> int:
        """The picture taken last, counted from the epoch."""
        return int(time.time() * 1000 - self.phase_ms) // PICTURE_MS

    def set_fault(self, fault: Fault, **parameters: Parameter) -> None:
        """Switch a fault on. Raises ValueError for parameters that it does not have."""
        self.faults[fault] = with_defaults(fault, parameters)
        if fault is Fault.FROZEN:
            self.frozen_at = self.number()
        self._on_faults(self)

    def clear(self, fault: Fault | None = None) -> None:
        """Switch one fault off, or all."""
        if fault is None:
            self.faults.clear()
        else:
            self.faults.pop(fault, None)
        self._on_faults(self)


def _changed(spec: ClipSpec, faults: Faults, frozen_at: int) -> ClipSpec:
    """What the faults make of a loop."""
    if Fault.CODEC_CHANGE in faults:
        spec = replace(spec, codec=Codec.H265 if spec.codec is Codec.H264 else Codec.H264)
    if (size := faults.get(Fault.RESOLUTION_CHANGE)) is not None:
        spec = replace(spec, width=int(size["width"]), height=int(size["height"]))
    if (interval := faults.get(Fault.KEY_INTERVAL)) is not None:
        pictures = round(float(interval["interval_s"]) * FRAME_RATE)
        spec = replace(spec, key_interval=pictures, pictures=math.lcm(spec.loop_pictures, pictures))
    if Fault.BLACK in faults:
        spec = replace(spec, look=Look.BLACK)
    if Fault.FROZEN in faults:
        # Two key intervals: coders tell neighbouring key pictures apart by alternating numbers.
        spec = replace(
            spec, look=Look.FROZEN, first_index=frozen_at % spec.loop_pictures, pictures=2 * spec.key_interval
        )
    return spec
