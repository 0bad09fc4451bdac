"""Why the hub said no, in words that say what to do. Codes that nobody translated come in the hub's own sentence."""

from PySide6.QtCore import QCoreApplication

from app.link.hub_wire import HubRefusedError
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("RefusedWords", text)


def refused_words(error: HubRefusedError) -> str:
    return _tr(_WORDS[error.code]) if error.code in _WORDS else error.message


def unreachable_words() -> str:
    return _tr(
        "The hub did not answer. Nothing that you typed is lost: send it again when the link is back. "
        "If it did arrive, the incident shows it."
    )


_WORDS = {
    "not-permitted": marked("RefusedWords", "Your role or unit does not allow this."),
    "not-logged-in": marked("RefusedWords", "The session is over: log in again. Nothing that you typed is lost."),
    "not-found": marked("RefusedWords", "The hub does not know this any more, or you may not see it."),
    "busy": marked("RefusedWords", "The hub is busy and has changed nothing. Try again in a moment."),
    "disk-full": marked("RefusedWords", "The hub's disk is full and nothing was changed. Tell its administrator."),
    "store-unavailable": marked("RefusedWords", "The hub cannot reach its database. Try again in a moment."),
    "too-large": marked("RefusedWords", "This is larger than the hub takes."),
    "known-already": marked("RefusedWords", "This was reported before."),
    "failed": marked("RefusedWords", "The hub failed on this and has written it into its log."),
    "stale-version": marked("RefusedWords", "Somebody else has changed this meanwhile. Look at it and send it again."),
    "cannot-undo": marked("RefusedWords", "This step cannot be taken back, or was already."),
    "link-over": marked("RefusedWords", "This link lets nobody in any more."),
    "not-kept": marked("RefusedWords", "The hub has not kept this link: revoke it and make another."),
    "output-offline": marked("RefusedWords", "The output's seat is not connected."),
    "no-such-step": marked("RefusedWords", "There is no such step from its present status."),
    "by-merging": marked("RefusedWords", "This step is taken by merging."),
    "by-reopening": marked("RefusedWords", "This step is taken by reopening."),
    "over": marked("RefusedWords", "The incident is over: reopen it first."),
    "not-over": marked("RefusedWords", "The incident is not over."),
    "children-open": marked("RefusedWords", "Incidents below this one are still open: close them first."),
    "withdrawn-already": marked("RefusedWords", "Somebody has withdrawn it already."),
    "assignments-open": marked("RefusedWords", "Somebody still has a task of it: it is answered or withdrawn first."),
    "same-level": marked("RefusedWords", "It has this level already."),
    "same-incident": marked("RefusedWords", "An incident cannot go into itself."),
    "drill-and-real": marked("RefusedWords", "A drill and a real incident do not belong together."),
    "absorbed-is-graver": marked("RefusedWords", "A graver incident does not go into a lighter one: merge in reverse."),
    "circle": marked("RefusedWords", "It would be above and below itself."),
    "blank-reason": marked("RefusedWords", "A reason is needed."),
    "not-earlier": marked("RefusedWords", "The time is not earlier than the one that stands."),
    "before-it-occurred": marked("RefusedWords", "It cannot have been received before it occurred."),
    "reopened": marked("RefusedWords", "It was reopened: the first result stands."),
    "nothing-proposed": marked("RefusedWords", "Nothing waits to be confirmed any more."),
    "same-person": marked("RefusedWords", "A second person has to confirm this."),
    "before-start": marked("RefusedWords", "The clock had not started then."),
    "already-stopped": marked("RefusedWords", "The clock has stopped already."),
    "frozen": marked("RefusedWords", "The clock's result stands: its cycle or its incident is over."),
    "already-excluded": marked("RefusedWords", "You have excluded it for this reason already."),
    "note-needed": marked("RefusedWords", "Another reason needs a note that says which."),
    "no-initial": marked("RefusedWords", "The first report is the initial one."),
    "initial-exists": marked("RefusedWords", "The initial report is written already: correct it or write an update."),
    "final-exists": marked("RefusedWords", "The final report is written already: correct it."),
    "no-such-answer": marked("RefusedWords", "The task has been answered or withdrawn already."),
    "no-picture": marked("RefusedWords", "This is not a picture that the hub takes: JPEG, PNG or WebP."),
    "disguised": marked("RefusedWords", "The picture is of another kind than it says."),
    "picture-lost": marked("RefusedWords", "The file of this picture is gone from the hub or is not what it was."),
    "too-many-looks": marked("RefusedWords", "Too many cameras wait for a look: try again in a moment."),
    "no-patrol": marked("RefusedWords", "This hub looks at no cameras by itself."),
    "nothing-to-correct": marked("RefusedWords", "There is no such report to correct."),
}
