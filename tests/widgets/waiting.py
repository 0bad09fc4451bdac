"""What the fixture `until` of `conftest.py` is, for the annotations of all who ask for it."""

from collections.abc import Awaitable, Callable

Until = Callable[[Callable[[], object]], Awaitable[None]]
