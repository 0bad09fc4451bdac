"""The words of the demo's files: an office writes what it says, the hub keeps what it calls it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from app.domain.incidents import IncidentClass, IncidentLevel, IncidentSource, ReportKind
from app.domain.people import PersonType, RoleTitle
from app.domain.permissions import Role
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import StartRule, StopRule
from app.services.office_words import CLASSES, TITLES, Meaning, meaning

SOURCES = {
    "电话": IncidentSource.TELEPHONE,
    "12345热线": IncidentSource.HOTLINE,
    "网格": IncidentSource.GRID,
    "报警系统": IncidentSource.ALARM,
    "巡查": IncidentSource.PATROL,
    "视频巡查": IncidentSource.CAMERA,
    "基层直报": IncidentSource.DIRECT_REPORT,
    "预警": IncidentSource.WARNING,
    "其他": IncidentSource.OTHER,
}
PERSON_TYPES = {"在编": PersonType.STAFF, "聘用": PersonType.CONTRACT, "临时": PersonType.TEMPORARY}
ROLES = {
    "系统管理员": Role.ADMINISTRATOR,
    "主任": Role.DIRECTOR,
    "带班领导": Role.DUTY_LEADER,
    "值班员": Role.DUTY_OFFICER,
    "大屏操作员": Role.OPERATOR,
    "处置单位": Role.RESPONDER,
    "审计员": Role.AUDITOR,
}
REPORTS = {"首报": ReportKind.INITIAL, "续报": ReportKind.UPDATE, "终报": ReportKind.FINAL}
EXCLUSIONS = {
    "误报": ExclusionReason.FALSE_REPORT,
    "周边无摄像机": ExclusionReason.NO_CAMERA_IN_RANGE,
    "演练": ExclusionReason.DRILL,
    "其他": ExclusionReason.OTHER,
}
STARTS = {"接报": StartRule.RECEIVED, "立案": StartRule.OPENED, "派遣": StartRule.ASSIGNED}
STOPS = {
    "首报": StopRule.INITIAL_REPORT,
    "续报": StopRule.UPDATE_REPORT,
    "终报": StopRule.FINAL_REPORT,
    "签收": StopRule.ACKNOWLEDGEMENT,
    "人工": StopRule.BY_HAND,
}


def _one_of(words: Mapping[str, Meaning]) -> Any:
    return BeforeValidator(lambda word: meaning(words, word))


def _lasting(text: object) -> timedelta:
    """Of "minutes:seconds" or "hours:minutes:seconds"."""
    parts = str(text).split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        raise ValueError(f"“{text}” is neither minutes:seconds nor hours:minutes:seconds")
    hours, minutes, seconds = (0, *map(int, parts)) if len(parts) == 2 else map(int, parts)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


ClassWord = Annotated[IncidentClass, _one_of(CLASSES)]
LevelWord = Annotated[IncidentLevel, BeforeValidator(IncidentLevel)]
SourceWord = Annotated[IncidentSource, _one_of(SOURCES)]
TitleWord = Annotated[RoleTitle, _one_of(TITLES)]
ReportWord = Annotated[ReportKind, _one_of(REPORTS)]
ExclusionWord = Annotated[ExclusionReason, _one_of(EXCLUSIONS)]
StartWord = Annotated[StartRule, _one_of(STARTS)]
StopWord = Annotated[StopRule, _one_of(STOPS)]
Lasting = Annotated[timedelta, BeforeValidator(_lasting)]
