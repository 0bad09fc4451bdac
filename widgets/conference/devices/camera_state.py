"""What a camera is doing; apart, so that it can be named where QtMultimedia is not loaded."""

from enum import StrEnum


class CameraState(StrEnum):
    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"  # used by another program, or it gives no pictures
