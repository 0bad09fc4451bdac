"""Where the codec libraries are that PyAV brings along, for what its Python side does not reach."""

import ctypes.util
from pathlib import Path

import av


def library_path(name: str) -> str | None:
    """Of "opus" or "vpx": out of PyAV's wheel, else the system's, as where PyAV itself comes from the system."""
    package = Path(av.__file__).parent
    # Linux and Windows keep a wheel's libraries beside the package, macOS inside.
    for folder in (package.parent / "av.libs", package / ".dylibs"):
        for path in sorted(folder.glob(f"*{name}*")):
            return str(path)
    return ctypes.util.find_library(name)
