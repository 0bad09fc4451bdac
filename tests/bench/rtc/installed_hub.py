"""A hub as an administrator installs it, with its own certificate, reached over a network; killed and started again."""

import subprocess
import sys
import time
from pathlib import Path

from app.link.hub_client import HubClient
from app.services.commands.sessions import LogIn
from tests.bench.hub_process import MAIN
from tests.bench.processes import ROOT
from tests.bench.rtc.people import new_person
from tests.rtc.network import Network

_PORT = 5150
_PASSWORD = "correct horse battery"


class InstalledHub:
    """In `network`, on its `addresses`. `stop()` when done."""

    def __init__(self, folder: Path, network: Network, addresses: tuple[str, ...]) -> None:
        self._folder, self._network = folder, network
        self._tasks_file = folder.with_suffix(".tasks")
        self._process: subprocess.Popen[str] | None = None
        words = ["hub", "init", "--data", str(folder), "--admin", "bench"]
        for address in addresses:
            words += ["--host", address]
        subprocess.run(
            self._command(words), check=True, input=f"{_PASSWORD}\n{_PASSWORD}\n", capture_output=True, text=True
        )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Returns when it serves, how many seconds that took."""
        began_s = time.monotonic()
        words = ["hub", "--data", str(self._folder), "--listen", f"0.0.0.0:{_PORT}", "--local-ca"]
        self._process = subprocess.Popen(
            self._network.command([sys.executable, "-m", "tests.bench.rtc.hub_child", str(self._tasks_file), *words]),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("hub ready"):
            raise RuntimeError(f"the hub did not start: {line!r}")
        return time.monotonic() - began_s

    def tasks(self) -> int:
        """How many run in it, as of the last second; 0 before it has told."""
        return int(self._tasks_file.read_text() or 0) if self._tasks_file.exists() else 0

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()

    async def administrator(self, address: str) -> HubClient:
        client = self._client(address)
        await client.log_in(LogIn(login="bench", password=_PASSWORD, seat="bench"))
        return client

    async def person(self, address: str) -> HubClient:
        """A duty officer of the district with an account of their own."""
        administrator = await self.administrator(address)
        try:
            return await new_person(administrator, self._client(address))
        finally:
            await administrator.close()

    def _client(self, address: str) -> HubClient:
        return HubClient(f"https://{address}:{_PORT}", verify=str(self._folder / "tls" / "ca.crt"))

    def _command(self, words: list[str]) -> list[str]:
        return self._network.command([sys.executable, str(MAIN), *words])
