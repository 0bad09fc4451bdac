"""The words that an office writes into files for what the program has other names for."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from app.domain.incidents import IncidentClass
from app.domain.people import RoleTitle

Meaning = TypeVar("Meaning", bound=Enum)

CLASSES = {
    "自然灾害": IncidentClass.NATURAL_DISASTER,
    "事故灾难": IncidentClass.ACCIDENT,
    "公共卫生": IncidentClass.PUBLIC_HEALTH,
    "社会安全": IncidentClass.PUBLIC_SECURITY,
}
TITLES = {
    "值班员": RoleTitle.DUTY_OFFICER,
    "带班领导": RoleTitle.DUTY_LEADER,
    "备班": RoleTitle.STANDBY,
    "主任": RoleTitle.DIRECTOR,
    "副主任": RoleTitle.DEPUTY_DIRECTOR,
    "公安": RoleTitle.POLICE,
    "消防": RoleTitle.FIRE,
    "卫健": RoleTitle.HEALTH,
    "市场监管": RoleTitle.MARKET_SUPERVISION,
    "城管执法": RoleTitle.LAW_ENFORCEMENT,
    "房管": RoleTitle.HOUSING,
    "街镇负责人": RoleTitle.STREET_LEADER,
    "点位联系人": RoleTitle.SITE_CONTACT,
    "专家": RoleTitle.EXPERT,
}


def meaning(words: Mapping[str, Meaning], word: object) -> Meaning:
    """Raises ValueError that names the words there are."""
    try:
        return words[str(word)]
    except KeyError:
        raise ValueError(f"“{word}” is none of {'、'.join(words)}") from None
