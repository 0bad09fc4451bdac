"""What a microphone or a loudspeaker is doing; apart, so that it can be named where QtMultimedia is not loaded."""

from enum import StrEnum


class SoundState(StrEnum):
    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"  # cannot be opened, or gives or takes nothing any more; tried again by itself
