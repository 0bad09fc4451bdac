"""What a drill's segments and notes are called on the screen."""

from PySide6.QtCore import QCoreApplication

from app.domain.drill_scores import Segment
from app.domain.drills import PlayedFault
from app.drills.notes import DrillNote, NoteKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("DrillWords", text)


def segment_words(segment: Segment) -> str:
    return {
        Segment.SCENE_PUSHED: _tr("Scene on its way to the wall"),
        Segment.FIRST_PICTURE: _tr("First picture on the wall"),
        Segment.VIDEO_PROVED: _tr("Video clock stopped by evidence"),
        Segment.ROLES_RINGING: _tr("All required roles ringing"),
        Segment.ROLES_ACCEPTED: _tr("Last required role accepted"),
        Segment.CONFERENCE_PROVED: _tr("From there until the conference was proved"),
        Segment.ROOM_COMPLETE: _tr("Conference clock stopped by evidence"),
    }[segment]


def fault_words(fault: PlayedFault) -> str:
    return {
        PlayedFault.CAMERA_OFFLINE: _tr("camera offline"),
        PlayedFault.CAMERA_FROZEN: _tr("camera frozen"),
        PlayedFault.CAMERA_BLACK: _tr("camera black"),
        PlayedFault.OUTPUT_CLOSED: _tr("wall output closed"),
        PlayedFault.HUB_KILLED: _tr("hub killed"),
    }[fault]


def note_words(note: DrillNote) -> str:
    """What an onlooker should know of; empty for what is seen anyway."""
    if note.kind is NoteKind.REPORTED:
        return _tr("Drill: incident {0} is reported.").format(note.detail)
    if note.kind is NoteKind.FAULT:
        return _tr("Drill: {0} {1}").format(fault_words(PlayedFault(note.subject)), note.detail).strip()
    if note.kind is NoteKind.NOT_PLAYED:
        return _tr("Drill: {0} could not be played: {1}").format(note.subject, note.detail)
    return ""
