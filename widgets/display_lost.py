"""What a program with windows ends with when its screen goes. Apart, so that asking for it does not load Qt."""


class DisplayLostError(Exception):
    """There is no screen any more; the message is one plain line."""
