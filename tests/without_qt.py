"""`pytest -p tests.without_qt`: a run in which Qt cannot be imported, as on a server that has none.

The import contracts read the code; this also finds what is imported by name, late, or by a library on the way.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_QT = ("PySide6", "shiboken6", "qasync")


class _NoQt:
    """The first in line to look for modules; there is nothing to find under Qt's names."""

    @staticmethod
    def find_spec(
        name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in _QT:
            raise ModuleNotFoundError(f"{name} is kept from this run by tests/without_qt.py", name=name)
        return None


if loaded := sorted(set(_QT) & set(sys.modules)):
    raise RuntimeError(f"too late to keep {loaded} from this run")
sys.meta_path.insert(0, _NoQt())  # type: ignore[arg-type]
