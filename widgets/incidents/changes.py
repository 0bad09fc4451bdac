"""What became different between two versions of an incident, for whoever acted on the older one."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.incidents import Incident
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.people_words import Names
from widgets.incidents.words import casualties_words, classes_words, clock_words, level_words, status_words


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChangeWords", text)


def changed_words(before: Incident, after: Incident, names: Names, now: datetime) -> str:
    """Such as "level: III considerable → II serious; place: …"; empty where nothing that is shown differs."""

    def moment(at: datetime | None) -> str:
        return _tr("unknown") if at is None else moment_words(at, now)

    def units(incident: Incident) -> str:
        return ", ".join(names.unit(unit_id) for unit_id in incident.shared_with) or _tr("nobody")

    facts: list[tuple[str, Callable[[Incident], str]]] = [
        (_tr("status: {0} → {1}"), lambda incident: status_words(incident.status)),
        (_tr("level: {0} → {1}"), lambda incident: level_words(incident.level)),
        (_tr("title: {0} → {1}"), lambda incident: incident.title),
        (_tr("class: {0} → {1}"), lambda incident: classes_words(incident.classes)),
        (_tr("place: {0} → {1}"), lambda incident: incident.place.text),
        (_tr("unit: {0} → {1}"), lambda incident: names.unit(incident.unit_id)),
        (_tr("casualties: {0} → {1}"), lambda incident: casualties_words(incident.casualties)),
        (_tr("reporter: {0} → {1}"), lambda incident: incident.reporter),
        (_tr("occurred: {0} → {1}"), lambda incident: moment(incident.occurred_at)),
        (_tr("received: {0} → {1}"), lambda incident: moment(incident.received_at)),
        (_tr("shared with: {0} → {1}"), units),
    ]
    parts = [words.format(told(before), told(after)) for words, told in facts if told(before) != told(after)]
    if before.description != after.description:
        parts.append(_tr("the description"))
    if before.place != after.place and before.place.text == after.place.text:
        parts.append(_tr("codes or coordinates of the place"))
    if before.backdating != after.backdating:
        parts.append(_tr("the proposed time of receipt"))
    if before.parent_id != after.parent_id:
        parts.append(_tr("the incident above it"))
    if before.cycle != after.cycle:
        parts.append(_tr("it was reopened"))
    known = {clock.clock_id: clock for clock in before.clocks}
    for clock in after.clocks:
        old = known.get(clock.clock_id)
        if old is not None and (old.stop, old.exclusions) != (clock.stop, clock.exclusions):
            parts.append(_tr("clock {0}").format(clock_words(clock.kind, clock.name)))
    return _tr("; ").join(parts)
