"""Loops on disk: made once, mapped into memory at the next start, never trusted unread.

Layout: one line of JSON (version, the spec's digest, parameter sets, picture sizes, CRC-32 of what follows), then the
packed pictures. A file that is short, damaged or of other inputs is as good as none.
"""

import base64
import contextlib
import json
import mmap
import os
import tempfile
import time
import zlib
from pathlib import Path

from streams.simulator.clip import Clip, ClipSpec
from streams.simulator.payload import ParameterSets

_VERSION = 1
_PART = ".part"


def clip_path(folder: Path, spec: ClipSpec) -> Path:
    return folder / f"{spec.digest()[:32]}.clip"


def prune(folder: Path) -> None:
    """Remove loops that nobody has played for a month and what was left half-written a day ago."""
    now_s = time.time()
    for suffix, days in ((".clip", 30), (_PART, 1)):
        for path in folder.glob(f"*{suffix}"):
            with contextlib.suppress(OSError):
                if now_s - path.stat().st_mtime > days * 86_400:
                    path.unlink()


def load_clip(folder: Path, clip: Clip) -> bool:
    """Fill an empty clip from its file; False where there is none that can be trusted."""
    spec = clip.spec
    try:
        with clip_path(folder, spec).open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            header = json.loads(file.readline())
            start = file.tell()
        if header["version"] != _VERSION or header["digest"] != spec.digest():
            return False
        body = mapped[start:]
        sizes: list[int] = header["sizes"]
        if len(sizes) != spec.pictures or sum(sizes) != len(body) or zlib.crc32(body) != header["crc32"]:
            return False
        sets = ParameterSets(*(base64.b64decode(text) for text in header["parameter_sets"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False
    position = 0
    for number, size in enumerate(sizes):
        clip.pictures[number] = body[position : position + size]
        position += size
    clip.begin(sets)
    with contextlib.suppress(OSError):
        clip_path(folder, spec).touch()
    return True


def store_clip(folder: Path, clip: Clip) -> None:
    """Write a complete loop so that a reader sees all of it or nothing. Raises OSError."""
    if clip.parameter_sets is None or any(picture is None for picture in clip.pictures):
        raise ValueError("only a complete loop can be stored")
    pictures = [picture for picture in clip.pictures if picture is not None]
    crc = 0
    for picture in pictures:
        crc = zlib.crc32(picture, crc)
    sets = clip.parameter_sets
    header = {
        "version": _VERSION,
        "digest": clip.spec.digest(),
        "parameter_sets": [base64.b64encode(part).decode() for part in (sets.video, sets.sequence, sets.picture)],
        "sizes": [len(picture) for picture in pictures],
        "crc32": crc,
    }
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=_PART)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(header).encode() + b"\n")
            file.writelines(pictures)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(clip_path(folder, clip.spec))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
