"""Files that an operator's work lives in: never half-written, never lost to one bad byte.

A file is replaced whole or not at all, the version before it is kept, and one that cannot be used is put aside with a
message that names place and reason while the last good state goes on.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from app.clock import Clock, SystemClock
from app.services.audit.durable import sync_folder
from app.services.json_places import Place, place_of
from streams.url import redacted

LARGEST_BYTES = 64 * 1024 * 1024
MOST_PROBLEMS = 100

T = TypeVar("T")
M = TypeVar("M", bound="DocumentModel")


class ProblemKind(StrEnum):
    """What is wrong with a file; widgets turn it into words."""

    UNREADABLE = "unreadable"  # the system refuses: rights, a folder, a broken disk
    MISSING = "missing"  # only the version before it is there
    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"  # not UTF-8
    SYNTAX = "syntax"  # half-written or mistyped
    CONTENT = "content"  # well-formed, but a value cannot be
    TOO_NEW = "too-new"  # written by a later version of the program
    NOT_WRITTEN = "not-written"  # disk full, rights


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one file, without any secret in it.

    `place` and `where` (such as `scenes[2].layout`) say where in the file, `detail` why, in one short English line.
    `kept_as` is where the bad file lies now, `used_previous` whether the version before it took its place (otherwise
    the program starts with nothing for it). `path` is None for data that came from elsewhere.
    """

    kind: ProblemKind
    detail: str
    path: Path | None = None
    place: Place | None = None
    where: str = ""
    kept_as: Path | None = None
    used_previous: bool = False

    def __str__(self) -> str:
        place = f"line {self.place.line}, column {self.place.column}" if self.place else ""
        head = ", ".join(part for part in (str(self.path) if self.path else "", place, self.where) if part)
        tail = f" (kept as {self.kept_as.name})" if self.kept_as else ""
        return f"{head}: {self.detail}{tail}" if head else f"{self.detail}{tail}"


class BadContentError(Exception):
    """Data cannot be used; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems[:3]))
        self.problems = tuple(problems)


class NotSavedError(Exception):
    """The file could not be written; what was there before still is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Codec(Protocol[T]):
    """How a value is written down."""

    def decode(self, text: str) -> T:
        """Raises BadContentError."""
        ...

    def encode(self, value: T) -> str: ...


class DocumentModel(BaseModel):
    """Top level of a JSON document. Unknown keys are refused: they are spelling mistakes or a later version."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)
    version: int = 1


class ModelCodec(Generic[M]):
    """JSON checked by a pydantic model, up to `version`."""

    def __init__(self, model: type[M], *, version: int = 1) -> None:
        self._model = model
        self._version = version

    def decode(self, text: str) -> M:
        content = load_json(text)
        if "\\u" in text and not _is_writable(content):
            raise BadContentError([Problem(ProblemKind.CONTENT, "half of a character (an escape such as \\ud800)")])
        if isinstance(content, dict) and isinstance(found := content.get("version"), int) and found > self._version:
            detail = f"written by a later version of the program (format {found}, known up to {self._version})"
            raise BadContentError([Problem(ProblemKind.TOO_NEW, detail, place=place_of(text, ["version"]))])
        try:
            return self._model.model_validate(content)
        except ValidationError as error:
            found_problems = [
                Problem(
                    ProblemKind.CONTENT,
                    redacted(str(fault["ctx"]["error"] if fault["type"] == "value_error" else fault["msg"])),
                    place=place_of(text, fault["loc"]),
                    where=written_path(fault["loc"]),
                )
                for fault in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS]
            ]
        raise BadContentError(found_problems)

    def encode(self, value: M) -> str:
        return json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def load_json(text: str) -> object:
    """Raises BadContentError with line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        half = " (the file ends too early)" if error.pos >= len(text.rstrip()) else ""
        problem = Problem(ProblemKind.SYNTAX, f"{error.msg}{half}", place=Place(error.lineno, error.colno))
    except (ValueError, RecursionError) as error:
        problem = Problem(ProblemKind.SYNTAX, f"not readable as JSON: {type(error).__name__}")
    raise BadContentError([problem])


def _is_writable(content: object) -> bool:
    """Whether no text has a surrogate without its other half, which JSON can say and UTF-8 can't (RFC 8259, 8.2)."""
    try:
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def decode_text(data: bytes) -> str:
    """UTF-8 with or without a byte order mark. Raises BadContentError."""
    if len(data) > LARGEST_BYTES:
        raise BadContentError([Problem(ProblemKind.TOO_LARGE, f"larger than {LARGEST_BYTES // 2**20} MB")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        problem = Problem(ProblemKind.NOT_TEXT, "not UTF-8 text", place=place)
    raise BadContentError([problem])


def written_path(path: Sequence[str | int]) -> str:
    """`scenes[2].layout`, for a message."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """`value` is None where there is nothing usable: a first start, or see `problems`."""

    value: T | None
    problems: tuple[Problem, ...] = ()


class DocumentFile(Generic[T]):
    """One document on disk, readable by its owner alone (it may hold camera passwords). One writer at a time; calls
    block for as long as the disk does."""

    def __init__(self, path: Path, codec: Codec[T], *, clock: Clock | None = None) -> None:
        self.path = path
        self.previous_path = path.with_name(f"{path.stem}.previous{path.suffix}")
        self._codec = codec
        self._clock = clock or SystemClock()
        self._known_good: tuple[int, int] | None = None

    def load(self) -> Loaded[T]:
        """Never raises for bad content."""
        try:
            return Loaded(self._read(self.path))
        except FileNotFoundError:
            if not self.previous_path.exists():
                return Loaded(None)
            problems: Sequence[Problem] = [Problem(ProblemKind.MISSING, "the file is missing", self.path)]
            kept_as = None
        except BadContentError as error:
            problems = error.problems
            kept_as = self._put_aside()
        except OSError as error:
            problems = [Problem(ProblemKind.UNREADABLE, _reason(error))]
            kept_as = None
        value = self._restore(anew=kept_as is not None or not self.path.exists())
        told = (
            replace(problem, path=self.path, kept_as=kept_as, used_previous=value is not None) for problem in problems
        )
        return Loaded(value, tuple(told))

    def save(self, value: T) -> None:
        """Replace the file whole and keep the version before it. Raises NotSavedError."""
        text = self._codec.encode(value)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._keep_previous()
            _write_whole(self.path, text)
            self._known_good = _signature(self.path)
        except OSError as error:
            raise NotSavedError(Problem(ProblemKind.NOT_WRITTEN, _reason(error), self.path)) from error

    def keep(self) -> None:
        """Make what is on disk now the version to fall back to, where it is good; for files that people edit."""
        with contextlib.suppress(OSError):
            self._keep_previous()

    def _read(self, path: Path) -> T:
        before = _signature(path)
        if before[1] > LARGEST_BYTES:
            raise BadContentError([Problem(ProblemKind.TOO_LARGE, f"larger than {LARGEST_BYTES // 2**20} MB")])
        value = self._codec.decode(decode_text(path.read_bytes()))
        if path == self.path:
            self._known_good = before
        return value

    def _restore(self, *, anew: bool) -> T | None:
        """The value of the previous version; `anew` also puts it where the lost file was."""
        try:
            value = self._read(self.previous_path)
        except (OSError, BadContentError):
            return None
        if anew:
            with contextlib.suppress(OSError):
                _write_whole(self.path, self.previous_path.read_text("utf-8-sig"))
        return value

    def _keep_previous(self) -> None:
        """Only what is still usable replaces the last good version."""
        try:
            if _signature(self.path) != self._known_good:
                self._read(self.path)
        except FileNotFoundError:
            return
        except BadContentError:
            self._put_aside()
            return
        beside = self.path.with_name(f".{self.path.name}.previous.tmp")
        shutil.copyfile(self.path, beside)
        beside.chmod(0o600)
        beside.replace(self.previous_path)

    def _put_aside(self) -> Path | None:
        """Name the bad file so that nothing overwrites it."""
        stamp = self._clock.now().strftime("%Y%m%dT%H%M%SZ")
        stem, suffix = f"{self.path.stem}.bad-{stamp}", self.path.suffix
        names = (f"{stem}{f'-{number}' if number else ''}{suffix}" for number in range(1000))
        aside = next(path for name in names if not (path := self.path.with_name(name)).exists())
        try:
            self.path.rename(aside)
        except OSError:
            return None
        return aside


def _write_whole(path: Path, text: str) -> None:
    """After this returns the new content survives a power cut; if it raises the old content is untouched."""
    beside = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, for the file's rights
            # Half a character pasted from elsewhere becomes "?" instead of keeping everything else from disk.
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _signature(path: Path) -> tuple[int, int]:
    """Changes with every change of the file by anybody."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
