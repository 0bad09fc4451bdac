"""One log for the whole process, in the data folder, without anybody's password.

Code that logs redacts what it knows to be secret; the filter here is the last line of defence for what it did not.
"""

import contextlib
import logging
import logging.handlers
import re
import sys
import time
from pathlib import Path

from streams.url import redacted

FILE_NAME = "fivefifteen.log"
_LARGEST_FILE_BYTES = 5 * 1024 * 1024
_KEPT_FILES = 5
_FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(threadName)s %(name)s: %(message)s"
# Credentials of RTSP and HTTP as they stand in a request that somebody logs whole (RFC 7617, RFC 7616).
_AUTHORIZATION = re.compile(r"(?i)\b((?:proxy-)?authorization\s*[:=]\s*)[^\r\n]+")

_tracebacks = logging.Formatter()


class RedactingFilter(logging.Filter):
    """Takes credentials out of message, traceback and stack of every record; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Arguments that do not fit their message: our mistake, which must not cost the line.
            message = f"{record.msg} {record.args!r}"
        record.msg, record.args = _clean(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _tracebacks.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _clean(record.exc_text)
        if record.stack_info:
            record.stack_info = _clean(record.stack_info)
        return True


def start_logging(folder: Path, *, level: int = logging.INFO) -> Path:
    """Log to a rotating file in `folder` (5 files of 5 MB) and, from WARNING on, to standard error; returns the file.

    Call it again to change folder or level. Raises OSError where the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    to_file = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LARGEST_FILE_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", errors="backslashreplace"
    )
    to_screen = logging.StreamHandler(sys.stderr)
    to_screen.setLevel(max(level, logging.WARNING))
    formatter = logging.Formatter(_FORMAT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    stop_logging()
    # Where a line cannot be written, logging would print the record and its exception itself, past the filter.
    logging.raiseExceptions = False
    for handler in (to_file, to_screen):
        handler.setFormatter(formatter)
        handler.addFilter(RedactingFilter())
        handler.set_name(f"fivefifteen-{type(handler).__name__}")
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(level)
    # They tell about every event of theirs at INFO, thousands an hour.
    for talkative in ("asyncio", "qasync", "httpx", "httpcore", "alembic", "aioice"):
        logging.getLogger(talkative).setLevel(max(level, logging.WARNING))
    return path


def stop_logging() -> None:
    """Close what `start_logging` opened."""
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        if (handler.name or "").startswith("fivefifteen-"):
            root.removeHandler(handler)
            with contextlib.suppress(OSError):  # a full disk is no reason not to stop
                handler.close()


def _clean(text: str) -> str:
    return _AUTHORIZATION.sub(r"\1***", redacted(text))
