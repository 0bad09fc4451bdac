import pytest

from tests.app.hub.emptied import emptied_hub, one_hub
from tests.servers.hub import RunningHub

__all__ = ["emptied_hub", "one_hub"]  # fixtures of the tests here


@pytest.fixture
def hub(emptied_hub: RunningHub) -> RunningHub:
    return emptied_hub
