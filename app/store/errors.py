"""What can go wrong between a command and the disk; each is a state that screens show truthfully."""

import errno

from sqlalchemy.exc import DBAPIError, OperationalError, StatementError


class StoreError(Exception):
    """Nothing was written, unless the message says that it is not known."""


class StoreUnavailableError(StoreError):
    """The database does not answer, or went away; it is tried again with the next command."""


class StoreFullError(StoreError):
    """There is no room on the disk of the database."""


class StoreBusyError(StoreError):
    """More commands wait than can be done in time."""


class StoreTakenError(StoreError):
    """Another hub works on this database."""


# A quota that is used up comes as a failed write, not as a full disk (sqlite.org/rescode.html).
_SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
SYSTEM_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POSTGRES_FULL = "53100"  # disk_full; the other classes say that the server or the connection is in trouble
_POSTGRES_TROUBLE = ("08", "53", "57", "58")


def store_error(error: BaseException) -> StoreError:
    """What `error` of the database means; says nothing of what stood in the statement."""
    if isinstance(error, StoreError):
        return error
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "")
    state = str(getattr(cause, "sqlstate", None) or "")
    if name in _SQLITE_FULL or state == _POSTGRES_FULL or getattr(cause, "errno", None) in SYSTEM_FULL:
        return StoreFullError("there is no room on the disk of the database")
    words = name or type(cause).__name__
    if isinstance(error, DBAPIError):
        in_trouble = error.connection_invalidated or state.startswith(_POSTGRES_TROUBLE)
        # SQLite's: locked, a failed read, a file that is gone.
        in_trouble |= isinstance(error, OperationalError) and not state
    else:
        # A value that cannot be sent is its command's fault; all else is between us and the database.
        in_trouble = not isinstance(error, StatementError)
    if in_trouble:
        return StoreUnavailableError(f"the database does not answer ({words})")
    return StoreError(f"the database refused the change ({words})")


def connect_error(error: BaseException) -> StoreError:
    """The same for an error on the way to the database, where there is no change to refuse."""
    failure = store_error(error)
    if isinstance(failure, StoreUnavailableError | StoreFullError | StoreTakenError):
        return failure
    cause = getattr(error, "orig", None) or error
    return StoreUnavailableError(f"the database lets nobody in ({type(cause).__name__})")
