"""What rooms, rings and people in a conference are called on the screen: a table for each kind of value."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.people import RoleTitle
from app.domain.rooms import InvitationStatus, ParticipationStatus, ParticipationTimes
from app.services.signalling import Problem, RoomParticipant
from widgets.beijing import BEIJING
from widgets.incidents.words import title_words
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConferenceWords", text)


def elapsed_words(since: datetime, now: datetime) -> str:
    """ "0:12", "75:03"."""
    seconds = max(0, int((now - since).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def titles_words(titles: tuple[RoleTitle, ...]) -> str:
    return _tr(", ").join(map(title_words, titles))


def invitation_words(status: InvitationStatus) -> str:
    return _tr(_INVITATIONS[status])


def participation_words(status: ParticipationStatus) -> str:
    return _tr(_PARTICIPATIONS[status])


def problem_words(problem: Problem) -> str:
    """Why something is not done, and the way out where there is one."""
    return _tr(_PROBLEMS[problem])


def quality_words(one: RoomParticipant) -> str:
    """The figures behind the bars."""
    parts = [_tr(_QUALITIES[min(max(one.quality, 0), 3)])]
    if one.round_trip_ms is not None:
        parts.append(_tr("round trip {0} ms").format(f"{one.round_trip_ms:.0f}"))
    if one.lost_share_up > 0 or one.lost_share_down > 0:
        words = _tr("lost: {0} % up, {1} % down")
        parts.append(words.format(f"{one.lost_share_up * 100:.1f}", f"{one.lost_share_down * 100:.1f}"))
    if one.audio_only:
        parts.append(_tr("voice only, the link is poor"))
    return _tr(", ").join(parts)


def times_lines(times: ParticipationTimes) -> list[str]:
    """What became of one participant, a line each, Beijing time."""
    told = (
        (_tr("rung {0}"), times.rung_at),
        (_tr("opened {0}"), times.opened_at),
        (_tr("permitted {0}"), times.permitted_at),
        (_tr("joined {0}"), times.joined_at),
        (_tr("connected {0}"), times.connected_at),
        (_tr("first media {0}"), times.first_media_at),
        (_tr("first picture shown {0}"), times.first_frame_shown_at),
        *((_tr("line lost {0}"), at) for at in times.drops),
        *((_tr("back {0}"), at) for at in times.rejoins),
        (_tr("left {0}"), times.left_at),
    )
    known = sorted(((at, words) for words, at in told if at is not None), key=lambda pair: pair[0])
    return [words.format(f"{at.astimezone(BEIJING):%H:%M:%S}") for at, words in known]


_QUALITIES = (
    marked("ConferenceWords", "no connection"),
    marked("ConferenceWords", "poor connection"),
    marked("ConferenceWords", "fair connection"),
    marked("ConferenceWords", "good connection"),
)
_INVITATIONS = {
    InvitationStatus.WAITING: marked("ConferenceWords", "deputy, not rung yet"),
    InvitationStatus.RINGING: marked("ConferenceWords", "ringing"),
    InvitationStatus.OPENED: marked("ConferenceWords", "looking at it"),
    InvitationStatus.ACCEPTED: marked("ConferenceWords", "coming"),
    InvitationStatus.BY_PHONE: marked("ConferenceWords", "joining by phone"),
    InvitationStatus.JOINED: marked("ConferenceWords", "in the room"),
    InvitationStatus.WITHOUT_MEDIA: marked("ConferenceWords", "in, but without sound or picture"),
    InvitationStatus.DECLINED: marked("ConferenceWords", "declined"),
    InvitationStatus.UNANSWERED: marked("ConferenceWords", "no answer"),
    InvitationStatus.WITHDRAWN: marked("ConferenceWords", "no longer asked"),
}
_PARTICIPATIONS = {
    ParticipationStatus.PREPARING: marked("ConferenceWords", "getting ready"),
    ParticipationStatus.WAITING: marked("ConferenceWords", "waits at the door"),
    ParticipationStatus.IN: marked("ConferenceWords", "in the room"),
    ParticipationStatus.DROPPED: marked("ConferenceWords", "reconnecting"),
    ParticipationStatus.LEFT: marked("ConferenceWords", "left"),
    ParticipationStatus.REMOVED: marked("ConferenceWords", "removed"),
    ParticipationStatus.REFUSED: marked("ConferenceWords", "not let in"),
}
_PROBLEMS = {
    Problem.UNUSABLE_MESSAGE: marked("ConferenceWords", "The hub did not understand this program: update it."),
    Problem.NOT_LOGGED_IN: marked("ConferenceWords", "The session is over: log in again."),
    Problem.LINK_UNKNOWN: marked("ConferenceWords", "The hub does not know this link."),
    Problem.LINK_EXPIRED: marked("ConferenceWords", "The link has expired."),
    Problem.LINK_REVOKED: marked("ConferenceWords", "The link was revoked."),
    Problem.LINK_USED_UP: marked("ConferenceWords", "The link was used by another device."),
    Problem.ROOM_ENDED: marked("ConferenceWords", "The conference is over."),
    Problem.ROOM_LOCKED: marked("ConferenceWords", "The room is locked: ask a host to open it."),
    Problem.ROOM_FULL: marked(
        "ConferenceWords", "The room has no place for your picture yet. It follows by itself, you are heard."
    ),
    Problem.NOT_ADMITTED: marked("ConferenceWords", "A host did not let you in."),
    Problem.REMOVED: marked("ConferenceWords", "A host removed you from the room."),
    Problem.NOT_PERMITTED: marked("ConferenceWords", "Your role may not do this."),
    Problem.NO_COMMON_CODEC: marked("ConferenceWords", "This device and the hub share no video format."),
    Problem.ELSEWHERE: marked("ConferenceWords", "You came in with another device; this one was let go."),
    Problem.TOO_MANY: marked("ConferenceWords", "Too much at once: wait a moment."),
    Problem.TRY_AGAIN: marked("ConferenceWords", "It did not work: try again."),
}
