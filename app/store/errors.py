"""What can go wrong between a command and the disk; each is a state that screens show truthfully."""


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
