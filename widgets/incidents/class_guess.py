"""Which class the words of a report speak of: ticked for the officer, who sees it and may tick another.

Words as callers use them; the first class with a hit counts, and what nobody recognises is an accident, the commonest.
"""

from app.domain.incidents import IncidentClass

_WORDS = {
    IncidentClass.PUBLIC_HEALTH: (
        "中毒",
        "疫",
        "病例",
        "传染",
        "发热",
        "腹泻",
        "呕吐",
        "食品",
        "晕倒",
        "昏迷",
        "poison",
        "disease",
    ),
    IncidentClass.PUBLIC_SECURITY: (
        *(
            "聚集",
            "斗殴",
            "打架",
            "持刀",
            "砍",
            "抢",
            "盗",
            "闹事",
            "上访",
            "走失",
            "恐",
            "爆炸物",
            "可疑",
            "大客流",
            "踩踏",
        ),
        *("crowd", "fight", "theft"),
    ),
    IncidentClass.NATURAL_DISASTER: (
        *("积水", "暴雨", "台风", "大风", "内涝", "雷击", "冰雹", "大雪", "冰冻", "地震", "倒伏", "高温"),
        *("flood", "storm", "typhoon"),
    ),
}


def guessed_class(text: str) -> IncidentClass:
    words = text.casefold()
    return next(
        (each for each, known in _WORDS.items() if any(word in words for word in known)), IncidentClass.ACCIDENT
    )
