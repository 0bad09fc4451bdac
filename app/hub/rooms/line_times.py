"""How long a signalling line may be silent, and how long a place is kept without one."""

from dataclasses import dataclass

from app.services.signalling import HEARTBEAT_S, REJOIN_S, SILENCE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTimes:
    """In seconds. `hello_s`: a line that has not said who it is. `figures_s`: how often the engine is asked."""

    heartbeat_s: float = HEARTBEAT_S
    silence_s: float = SILENCE_S
    rejoin_s: float = REJOIN_S
    hello_s: float = 10.0
    figures_s: float = 1.0
