"""The plain words for what a stream is doing, as they stand on tiles, in the camera tree and in tooltips."""

from PySide6.QtCore import QCoreApplication

from streams.errors import Reason
from streams.state import Phase, StreamState

# Nothing is wrong with the stream: what the person did is the headline.
_OF_PARTICIPANTS = (
    Reason.NOT_IN_ROOM,
    Reason.CAMERA_OFF,
    Reason.VOICE_ONLY,
    Reason.NOT_SHARING,
    Reason.LINE_LOST,
    Reason.AWAITED,
)


def _tr(text: str, number: int = -1) -> str:
    return QCoreApplication.translate("StreamWords", text, None, number)


def phase_words(phase: Phase) -> str:
    match phase:
        case Phase.IDLE:
            return _tr("Not shown")
        case Phase.CONNECTING:
            return _tr("Connecting")
        case Phase.LIVE:
            return _tr("Live")
        case Phase.STALE:
            return _tr("Picture stands still")
        case Phase.RECONNECTING:
            return _tr("Reconnecting")
        case Phase.OFFLINE:
            return _tr("Offline")
        case Phase.UNSUPPORTED:
            return _tr("Video format not supported")


def reason_words(reason: Reason) -> str:
    match reason:
        case Reason.BAD_ADDRESS:
            return _tr("The address is not valid")
        case Reason.UNKNOWN_HOST:
            return _tr("Host name unknown")
        case Reason.UNREACHABLE:
            return _tr("Network cannot reach it")
        case Reason.REFUSED:
            return _tr("Connection refused")
        case Reason.NOT_TRUSTED:
            return _tr("Certificate not trusted")
        case Reason.WRONG_PASSWORD:
            return _tr("Wrong user or password")
        case Reason.NO_SUCH_STREAM:
            return _tr("No such stream")
        case Reason.NOT_VIDEO:
            return _tr("No video in it")
        case Reason.UNSUPPORTED_CODEC:
            return _tr("Video format not supported")
        case Reason.BAD_ANSWER:
            return _tr("Answer not understood")
        case Reason.TIMED_OUT:
            return _tr("No answer or no pictures in time")
        case Reason.STALLED:
            return _tr("Pictures stopped")
        case Reason.UNCHANGED:
            return _tr("The camera sends the same picture again and again")
        case Reason.ENDED:
            return _tr("The camera closed the connection")
        case Reason.NOT_IN_ROOM:
            return _tr("Not in the room")
        case Reason.CAMERA_OFF:
            return _tr("Camera off")
        case Reason.VOICE_ONLY:
            return _tr("Voice only")
        case Reason.NOT_SHARING:
            return _tr("Shares nothing now")
        case Reason.AWAITED:
            return _tr("Awaited at the scene")
        case Reason.LINE_LOST:
            return _tr("Reconnecting")


def responder_words(number: int) -> str:
    """Who a tile of an incident's scene is kept for; `number` from 1."""
    return _tr("First responder") if number == 1 else _tr("Responder {0}").format(number)


def duration_words(seconds: float) -> str:
    """Short and rounded down: 8 s, 2 min 05 s, 3 h 12 min."""
    whole = max(0, int(seconds))
    if whole < 60:
        return _tr("{0} s").format(whole)
    if whole < 3600:
        return _tr("{0} min {1:02d} s").format(whole // 60, whole % 60)
    return _tr("{0} h {1:02d} min").format(whole // 3600, whole // 60 % 60)


def state_lines(state: StreamState, now_s: float, age_s: float | None) -> list[str]:
    """Headline first, then why, then what happens next; for a tile that is not live."""
    lines = [phase_words(state.phase)]
    if state.phase is Phase.STALE and state.reason is Reason.UNCHANGED:
        return [_tr("Picture unchanged for {0}").format(duration_words(now_s - state.since_s))]
    if state.phase is Phase.STALE:
        return [lines[0], _tr("for {0}").format(duration_words(age_s or 0.0))]
    if state.reason in _OF_PARTICIPANTS:
        return [reason_words(state.reason)]
    if state.phase is Phase.CONNECTING:
        return lines
    if state.reason is not None and reason_words(state.reason) != lines[0]:
        lines.append(reason_words(state.reason))
    if state.phase in (Phase.OFFLINE, Phase.UNSUPPORTED) and now_s - state.since_s >= 60:
        lines.append(_tr("since {0}").format(duration_words(now_s - state.since_s)))
    if state.next_try_s is not None:
        wait_s = state.next_try_s - now_s
        if wait_s > 0:
            lines.append(_tr("Attempt {0}, next try in {1}").format(state.attempt + 1, duration_words(wait_s + 1)))
        else:
            lines.append(_tr("Attempt {0}, trying now").format(state.attempt + 1))
    return lines
