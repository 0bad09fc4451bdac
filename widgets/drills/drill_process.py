"""The process that plays a drill's people, as a child of the desktop: its notes line by line, its end with ours."""

import sys

from pydantic import ValidationError
from PySide6.QtCore import QObject, QProcess, Signal

from app.drills.notes import DrillNote
from app.services.demo_district import ROOT

_STOP_MS = 3000


class DrillProcess(QObject):
    """`noted` carries a DrillNote; `failed` the last words of one that could not be played to its end."""

    noted = Signal(object)
    failed = Signal(str)

    def __init__(self, words: tuple[str, ...], parent: QObject | None = None) -> None:
        """`words` after `main.py drills play`."""
        super().__init__(parent)
        self._errors = ""
        self._stopping = False
        self._process = QProcess(self)
        # A Ctrl-C on the terminal is for the desktop, which ends the drill itself.
        parameters = QProcess.UnixProcessParameters()
        parameters.flags = QProcess.UnixProcessFlag.CreateNewSession
        self._process.setUnixProcessParameters(parameters)
        self._process.setProgram(sys.executable)
        self._process.setArguments([str(ROOT / "main.py"), "drills", "play", *words])
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._not_started)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    def start(self) -> None:
        self._process.start()

    def stop(self) -> None:
        """Bounded: people leave when the input ends; whoever has not by then is killed."""
        self._stopping = True
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(_STOP_MS):
            self._process.kill()
            self._process.waitForFinished(_STOP_MS)

    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                note = DrillNote.model_validate_json(line)
            except ValidationError:
                continue
            self.noted.emit(note)

    def _read_errors(self) -> None:
        self._errors = (self._errors + bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace"))[
            -4000:
        ]

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        if not self._stopping and (code or status is not QProcess.ExitStatus.NormalExit):
            lines = self._errors.strip().splitlines()
            self.failed.emit(lines[-1] if lines else f"status {code}")

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())
