"""Times on the screen are Beijing time, whatever the machine's own zone is; in code they are aware UTC."""

from datetime import timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "CST")
