"""What the domain calls things, in the words of the screen: a table for each kind of value, complete by test."""

from PySide6.QtCore import QCoreApplication

from app.domain.evidence import EvidenceSource, Refusal
from app.domain.incidents import (
    AssignmentStatus,
    Casualties,
    IncidentClass,
    IncidentLevel,
    IncidentSource,
    IncidentStatus,
    ReportKind,
)
from app.domain.operating_mode import OperatingMode
from app.domain.people import RoleTitle
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO
from widgets.translation import marked


def _tr(text: str) -> str:
    return QCoreApplication.translate("IncidentWords", text)


def level_words(level: IncidentLevel) -> str:
    """Numeral and word."""
    return _tr(_LEVELS[level])


def class_words(incident_class: IncidentClass) -> str:
    return _tr(_CLASSES[incident_class])


def classes_words(classes: tuple[IncidentClass, ...]) -> str:
    return _tr(", ").join(class_words(each) for each in classes)


def status_words(status: IncidentStatus) -> str:
    return _tr(_STATUSES[status])


def source_words(source: IncidentSource) -> str:
    return _tr(_SOURCES[source])


def title_words(title: RoleTitle) -> str:
    return _tr(_TITLES[title])


def assignment_status_words(status: AssignmentStatus) -> str:
    return _tr(_ASSIGNMENTS[status])


def report_kind_words(kind: ReportKind) -> str:
    return _tr(_REPORTS[kind])


def exclusion_words(reason: ExclusionReason) -> str:
    return _tr(_EXCLUSIONS[reason])


def evidence_source_words(source: EvidenceSource) -> str:
    return _tr(_EVIDENCE_SOURCES[source])


def refusal_words(refusal: Refusal) -> str:
    """Why evidence stopped no clock, as a reason that somebody can act on."""
    return _tr(_REFUSALS[refusal])


def mode_words(mode: OperatingMode) -> str:
    return _tr(_MODES[mode])


def clock_words(kind: str, name: str) -> str:
    """The two built-in clocks by their own words, others by the name that their policy gives them."""
    return _tr(_CLOCKS[kind]) if kind in _CLOCKS else name


def casualties_words(casualties: Casualties) -> str:
    """Those that are not nought; "none known" without any."""
    parts = [
        words.format(number)
        for words, number in (
            (_tr("{0} dead"), casualties.dead),
            (_tr("{0} injured"), casualties.injured),
            (_tr("{0} missing"), casualties.missing),
            (_tr("{0} trapped"), casualties.trapped),
        )
        if number
    ]
    return _tr(", ").join(parts) if parts else _tr("none known")


_LEVELS = {
    IncidentLevel.I: marked("IncidentWords", "I extremely serious"),
    IncidentLevel.II: marked("IncidentWords", "II serious"),
    IncidentLevel.III: marked("IncidentWords", "III considerable"),
    IncidentLevel.IV: marked("IncidentWords", "IV ordinary"),
}
_CLASSES = {
    IncidentClass.NATURAL_DISASTER: marked("IncidentWords", "natural disaster"),
    IncidentClass.ACCIDENT: marked("IncidentWords", "accident"),
    IncidentClass.PUBLIC_HEALTH: marked("IncidentWords", "public health"),
    IncidentClass.PUBLIC_SECURITY: marked("IncidentWords", "public security"),
}
_STATUSES = {
    IncidentStatus.REGISTERED: marked("IncidentWords", "registered"),
    IncidentStatus.VERIFIED: marked("IncidentWords", "verified"),
    IncidentStatus.OPENED: marked("IncidentWords", "opened"),
    IncidentStatus.ASSIGNED: marked("IncidentWords", "assigned"),
    IncidentStatus.IN_PROGRESS: marked("IncidentWords", "in progress"),
    IncidentStatus.REPORTED_BACK: marked("IncidentWords", "reported back"),
    IncidentStatus.CHECKED: marked("IncidentWords", "checked"),
    IncidentStatus.CLOSED: marked("IncidentWords", "closed"),
    IncidentStatus.MERGED: marked("IncidentWords", "merged"),
    IncidentStatus.FALSE_REPORT: marked("IncidentWords", "false report"),
}
_SOURCES = {
    IncidentSource.TELEPHONE: marked("IncidentWords", "telephone"),
    IncidentSource.HOTLINE: marked("IncidentWords", "hotline 12345"),
    IncidentSource.GRID: marked("IncidentWords", "grid patrol system"),
    IncidentSource.ALARM: marked("IncidentWords", "alarm"),
    IncidentSource.PATROL: marked("IncidentWords", "patrol"),
    IncidentSource.CAMERA: marked("IncidentWords", "seen by a camera"),
    IncidentSource.DIRECT_REPORT: marked("IncidentWords", "direct report from the ground"),
    IncidentSource.WARNING: marked("IncidentWords", "warning"),
    IncidentSource.OTHER: marked("IncidentWords", "other source"),
}
_TITLES = {
    RoleTitle.DUTY_OFFICER: marked("IncidentWords", "duty officer"),
    RoleTitle.DUTY_LEADER: marked("IncidentWords", "duty leader"),
    RoleTitle.STANDBY: marked("IncidentWords", "standby"),
    RoleTitle.DIRECTOR: marked("IncidentWords", "director"),
    RoleTitle.DEPUTY_DIRECTOR: marked("IncidentWords", "deputy director"),
    RoleTitle.POLICE: marked("IncidentWords", "police"),
    RoleTitle.FIRE: marked("IncidentWords", "fire service"),
    RoleTitle.HEALTH: marked("IncidentWords", "health"),
    RoleTitle.MARKET_SUPERVISION: marked("IncidentWords", "market supervision"),
    RoleTitle.LAW_ENFORCEMENT: marked("IncidentWords", "law enforcement"),
    RoleTitle.HOUSING: marked("IncidentWords", "housing"),
    RoleTitle.STREET_LEADER: marked("IncidentWords", "street leader"),
    RoleTitle.SITE_CONTACT: marked("IncidentWords", "site contact"),
    RoleTitle.EXPERT: marked("IncidentWords", "expert"),
}
_ASSIGNMENTS = {
    AssignmentStatus.SENT: marked("IncidentWords", "not acknowledged yet"),
    AssignmentStatus.ACKNOWLEDGED: marked("IncidentWords", "acknowledged"),
    AssignmentStatus.DECLINED: marked("IncidentWords", "declined"),
    AssignmentStatus.DONE: marked("IncidentWords", "done"),
    AssignmentStatus.WITHDRAWN: marked("IncidentWords", "withdrawn"),
}
_REPORTS = {
    ReportKind.INITIAL: marked("IncidentWords", "Initial report"),
    ReportKind.UPDATE: marked("IncidentWords", "Update report"),
    ReportKind.FINAL: marked("IncidentWords", "Final report"),
}
_EXCLUSIONS = {
    ExclusionReason.FALSE_REPORT: marked("IncidentWords", "false report"),
    ExclusionReason.NO_CAMERA_IN_RANGE: marked("IncidentWords", "no camera in range"),
    ExclusionReason.DRILL: marked("IncidentWords", "drill"),
    ExclusionReason.MERGED: marked("IncidentWords", "merged"),
    ExclusionReason.OTHER: marked("IncidentWords", "other reason"),
}
_EVIDENCE_SOURCES = {
    EvidenceSource.CAMERA: marked("IncidentWords", "camera"),
    EvidenceSource.FIELD_DEVICE: marked("IncidentWords", "field device"),
    EvidenceSource.PARTICIPANT: marked("IncidentWords", "participant"),
}
_REFUSALS = {
    Refusal.NO_RUNNING_CLOCK: marked("IncidentWords", "no clock was running any more"),
    Refusal.UNKNOWN_SOURCE: marked("IncidentWords", "the hub does not know the source"),
    Refusal.NO_POSITION: marked("IncidentWords", "source or incident has no coordinates"),
    Refusal.OUT_OF_RANGE: marked("IncidentWords", "the source is too far away"),
    Refusal.UNKNOWN_OUTPUT: marked("IncidentWords", "the hub does not know the output"),
    Refusal.OTHER_SEAT: marked("IncidentWords", "the output belongs to another seat"),
    Refusal.NOT_ON_OUTPUT: marked("IncidentWords", "the source was not on that tile"),
    Refusal.NOT_ON_WALL: marked("IncidentWords", "it was in a window beside a console while a wall was connected"),
    Refusal.NOT_VISIBLE: marked("IncidentWords", "the tile was hidden or covered"),
    Refusal.TOO_SHORT: marked("IncidentWords", "it did not run for 3 s"),
    Refusal.FROZE: marked("IncidentWords", "the picture froze"),
    Refusal.BLACK: marked("IncidentWords", "the picture was black"),
    Refusal.NO_SIGNAL_CARD: marked("IncidentWords", "it was a no-signal card"),
    Refusal.BEFORE_START: marked("IncidentWords", "it is from before the clock's start"),
    Refusal.IN_THE_FUTURE: marked("IncidentWords", "it is dated in the future"),
    Refusal.ROLE_MISSING: marked("IncidentWords", "a required role was missing"),
    Refusal.ONE_WAY: marked("IncidentWords", "sound or picture went one way only"),
    Refusal.NOT_ENTITLED: marked("IncidentWords", "the seat may not give evidence"),
}
_MODES = {
    OperatingMode.ROUTINE: marked("IncidentWords", "routine"),
    OperatingMode.EMERGENCY: marked("IncidentWords", "emergency"),
}
_CLOCKS = {
    VIDEO: marked("IncidentWords", "Video"),
    CONFERENCE: marked("IncidentWords", "Conference"),
}
