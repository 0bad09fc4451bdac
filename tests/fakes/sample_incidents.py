"""A district's units, cameras and incidents as a hub's feed would bring them: one of everything, or a thousand."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.incidents import (
    Casualties,
    Incident,
    IncidentClass,
    IncidentLevel,
    IncidentSource,
    IncidentStatus,
    Place,
)
from app.domain.people import RoleTitle
from app.domain.permissions import Actor, Role
from app.domain.sla.clocks import Exclusion, ExclusionReason, Firing, SlaClock, Stop, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.streets import STREETS
from app.domain.units import Point, Unit, UnitKind, child_path
from app.link.mirror import LinkState, LinkStatus, Mirror
from app.services.feed_messages import Delta, Snapshot
from app.services.rows import ADAPTERS, KIND_OF, SharedCamera

NOW = datetime(2026, 11, 22, 2, 32, 7, tzinfo=UTC)  # 10:32:07 in Beijing
THRESHOLDS = (
    (50, RoleTitle.DUTY_OFFICER),
    (75, RoleTitle.DUTY_OFFICER),
    (90, RoleTitle.DUTY_LEADER),
    (100, RoleTitle.DUTY_LEADER),
    (120, RoleTitle.DIRECTOR),
)
TARGETS_S = {VIDEO: 300.0, CONFERENCE: 900.0}
DISTRICT = Unit(unit_id="310105", kind=UnitKind.DISTRICT, name="长宁区城运中心", path="/310105/")


def actor(role: Role = Role.DUTY_LEADER, unit_id: str = "310105", unit_path: str = "/310105/", **more: Any) -> Actor:
    return Actor(actor_id="a1", name="王芳", role=role, unit_id=unit_id, unit_path=unit_path, seat="厅席1", **more)


def units() -> list[Unit]:
    streets = [
        Unit(
            unit_id=street.code,
            kind=UnitKind.STREET,
            name=street.name,
            parent_id="310105",
            path=child_path(DISTRICT.path, street.code),
        )
        for street in STREETS
    ]
    sites = [
        ("site-zsgy", "中山公园", "310105001", 121.4147, 31.2216, "310105001001", "CN0010001"),
        ("site-lzm", "龙之梦购物中心", "310105001", 121.4131, 31.2188, "310105001002", "CN0010002"),
        ("site-dwy", "上海动物园", "310105010", 121.3583, 31.1923, "310105010001", "CN0100001"),
        ("site-hqz", "虹桥国际展览中心", "310105102", 121.3861, 31.2043, "310105102001", "CN1020001"),
    ]
    found = [DISTRICT, *streets]
    for unit_id, name, street, longitude, latitude, grid_code, city_code in sites:
        found.append(
            Unit(
                unit_id=unit_id,
                kind=UnitKind.SITE,
                name=name,
                parent_id=street,
                path=child_path(f"/310105/{street}/", unit_id),
                point=Point(longitude=longitude, latitude=latitude),
                grid_code=grid_code,
                city_code=city_code,
            )
        )
    for unit_id, name in (("dept-fire", "消防救援支队"), ("dept-police", "公安分局"), ("dept-health", "卫健委")):
        found.append(
            Unit(
                unit_id=unit_id,
                kind=UnitKind.DEPARTMENT,
                name=name,
                parent_id="310105",
                path=child_path(DISTRICT.path, unit_id),
            )
        )
    return found


def cameras() -> list[SharedCamera]:
    return [
        SharedCamera(
            camera_id=f"camera-{number}",
            unit_id="310105006",
            unit_path="/310105/310105006/",
            name=f"{number}号口",
            street="天山路街道",
            site="天山公园",
            longitude=121.3997 + number / 10_000,
            latitude=31.2135,
        )
        for number in (1, 2)
    ]


def clock(
    kind: str = VIDEO,
    *,
    incident_id: str = "i1",
    started_at: datetime = NOW,
    target_s: float | None = None,
    stopped_after_s: float | None = None,
    manner: StopManner = StopManner.EVIDENCE,
    excluded: ExclusionReason | None = None,
    **more: Any,
) -> SlaClock:
    target = TARGETS_S[kind] if target_s is None else target_s
    stop = None
    if stopped_after_s is not None:
        at = started_at + timedelta(seconds=stopped_after_s)
        by_hand = manner is StopManner.BY_HAND
        stop = Stop(at=at, manner=manner, by="a2", reason="现场图像已由街道确认" if by_hand else "")
    exclusions = () if excluded is None else (Exclusion(reason=excluded, by="a2", at=started_at, note="范围内无探头"),)
    return SlaClock(
        clock_id=f"{incident_id}-{kind}",
        incident_id=incident_id,
        kind=kind,
        name="视频5分钟" if kind == VIDEO else "会议15分钟",
        policy_id=f"policy-{kind}",
        policy_version=3,
        started_at=started_at,
        target_s=target,
        thresholds=THRESHOLDS,
        stop=stop,
        exclusions=exclusions,
        **more,
    )


def fired(running: SlaClock, until: datetime) -> SlaClock:
    """With the warnings that were due by then."""
    firings = []
    for percent, title in running.thresholds:
        due_at = running.started_at + timedelta(seconds=running.target_s * percent / 100)
        if due_at <= until:
            firings.append(Firing(percent=percent, title=title, due_at=due_at, fired_at=due_at))
    return replace(running, firings=tuple(firings))


def incident(number: int = 1, **changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "incident_id": f"i{number}",
        "number": f"20261122-{number:03}",
        "title": "商场火情",
        "classes": (IncidentClass.ACCIDENT,),
        "level": IncidentLevel.III,
        "unit_id": "310105001",
        "place": Place(text="中山公园", site_id="site-zsgy", point=Point(longitude=121.4147, latitude=31.2216)),
        "source": IncidentSource.TELEPHONE,
        "registered_at": NOW,
        "received_at": NOW,
    }
    facts.update(changes)
    if facts.get("is_drill"):
        facts["number"] = "D" + facts["number"].removeprefix("D")
    return Incident(**facts)


def every_state(now: datetime) -> list[Incident]:
    """One incident for each thing that a countdown can say."""

    def ago(seconds: float) -> datetime:
        return now - timedelta(seconds=seconds)

    def made(number: int, age_s: float, video: dict[str, Any], conference: dict[str, Any], **facts: Any) -> Incident:
        key = f"i{number}"
        clocks = [
            fired(clock(kind, incident_id=key, **{"started_at": ago(age_s), **more}), now)
            for kind, more in ((VIDEO, video), (CONFERENCE, conference))
        ]
        return incident(number, received_at=ago(age_s), registered_at=ago(age_s), clocks=tuple(clocks), **facts)

    level, status = IncidentLevel, IncidentStatus
    return [
        made(1, 73, {}, {}, level=level.II, status=status.VERIFIED),
        made(
            2,
            232,
            {},
            {"stopped_after_s": 214},
            title="仙霞路积水",
            level=level.IV,
            unit_id="310105008",
            status=status.OPENED,
            place=Place(text="仙霞路近威宁路", grid_code="310105008014"),
            classes=(IncidentClass.NATURAL_DISASTER,),
        ),
        made(
            3,
            337,
            {},
            {},
            title="龙之梦购物中心地下二层餐饮区燃气管道破裂泄漏，物业已组织疏散约三百人，消防、燃气公司正在赶往现场处置",
            level=level.I,
            status=status.IN_PROGRESS,
            place=Place(text="长宁路1018号龙之梦购物中心地下二层B2-17号商铺后厨通道（近3号货梯）", site_id="site-lzm"),
            casualties=Casualties(injured=3, trapped=2),
        ),
        made(
            4,
            1500,
            {"stopped_after_s": 72},
            {"stopped_after_s": 618, "manner": StopManner.BY_HAND},
            title="动物园游客走失",
            level=level.IV,
            unit_id="310105010",
            status=status.ASSIGNED,
            place=Place(text="上海动物园", site_id="site-dwy"),
            classes=(IncidentClass.PUBLIC_SECURITY,),
        ),
        made(
            5,
            4000,
            {"stopped_after_s": 337},
            {"stopped_after_s": 1900, "manner": StopManner.BY_HAND},
            title="食堂疑似食物中毒",
            level=level.III,
            unit_id="310105102",
            status=status.REPORTED_BACK,
            place=Place(text="虹桥国际展览中心"),
            classes=(IncidentClass.PUBLIC_HEALTH,),
        ),
        made(
            6,
            9000,
            {"excluded": ExclusionReason.NO_CAMERA_IN_RANGE},
            {"excluded": ExclusionReason.FALSE_REPORT, "stopped_after_s": 400},
            title="哈密路树木倒伏",
            status=status.CHECKED,
            place=Place(text="哈密路", grid_code="310105010007"),
        ),
        made(
            7,
            96,
            {"target_s": 7200},
            {"target_s": 200_000},
            title="地铁站大客流演练",
            level=level.II,
            is_drill=True,
            status=status.REGISTERED,
            place=Place(text="中山公园地铁站"),
            classes=(IncidentClass.PUBLIC_SECURITY, IncidentClass.ACCIDENT),
        ),
        made(8, 90_000, {}, {"frozen": True}, title="延安西路隧道渗水", status=status.OPENED, unit_id="310105004"),
    ]


TITLES = (
    "商场火情",
    "道路积水",
    "燃气泄漏",
    "电梯困人",
    "高空坠物",
    "车辆碰撞",
    "水管爆裂",
    "树木倒伏",
    "人员聚集",
    "食物中毒",
)
PLACES = (
    "中山公园",
    "天山路",
    "虹桥商务区",
    "古北新区",
    "江苏路地铁站",
    "龙之梦购物中心",
    "上海动物园",
    "愚园路",
    "哈密路",
)


def many(count: int, now: datetime, *, seed: int = 15) -> list[Incident]:
    """Open incidents in every state, a tenth of them drills."""
    chosen = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        key, age_s = f"i{number}", chosen.choice((chosen.uniform(0, 1200), chosen.uniform(0, 200_000)))
        started_at = now - timedelta(seconds=age_s)
        clocks = []
        for kind in (VIDEO, CONFERENCE):
            taken_s = chosen.choice((None, chosen.uniform(20, 1.4 * TARGETS_S[kind])))
            stopped_after_s = taken_s if taken_s is not None and taken_s < age_s else None
            manner = chosen.choice((StopManner.EVIDENCE, StopManner.BY_HAND))
            made = clock(kind, incident_id=key, started_at=started_at, stopped_after_s=stopped_after_s, manner=manner)
            clocks.append(fired(made, now))
        place = chosen.choice(PLACES)
        found.append(
            incident(
                number,
                title=f"{place}{chosen.choice(TITLES)}",
                level=chosen.choices(tuple(IncidentLevel), (1, 3, 10, 30))[0],
                classes=(chosen.choice(tuple(IncidentClass)),),
                status=chosen.choice([status for status in IncidentStatus if not status.over]),
                unit_id=chosen.choice(STREETS).code,
                place=Place(text=place),
                is_drill=chosen.random() < 0.1,
                registered_at=started_at,
                received_at=started_at,
                clocks=tuple(clocks),
            )
        )
    return found


def _json_rows(rows: Iterable[object]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kind = KIND_OF[type(row)]
        found.setdefault(kind, []).append(ADAPTERS[kind].dump_python(row, mode="json"))
    return found


def snapshot(rows: Iterable[object], *, seq: int = 1, at: datetime = NOW) -> Snapshot:
    return Snapshot(seq=seq, at=at, rows=_json_rows(rows))


def delta(rows: Iterable[object] = (), *, seq: int, removed: dict[str, Sequence[str]] | None = None) -> Delta:
    gone = {kind: list(keys) for kind, keys in (removed or {}).items()}
    return Delta(seq=seq, at=NOW, rows=_json_rows(rows), removed=gone)


class TurnedMirror(Mirror):
    """The hub's clock stands still until the test turns it."""

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__()
        self.turned_to = now

    def now(self) -> datetime:
        return self.turned_to

    def turn(self, seconds: float) -> None:
        self.turned_to += timedelta(seconds=seconds)


def live_mirror(rows: Iterable[object], *, now: datetime = NOW) -> TurnedMirror:
    """As after the first answer of the hub."""
    mirror = TurnedMirror(now)
    mirror.take(snapshot(rows))
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=now))
    return mirror
