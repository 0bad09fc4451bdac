"""What was sent as proof: what counted, what did not and why, with its picture and what people say that it shows."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.evidence import Evidence
from app.domain.incidents import Incident
from app.domain.permissions import Action
from app.services.commands.clocks import StampEvidence
from app.services.rows import IncidentPage, SharedCamera
from widgets.incidents.controls import button, label
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.picture_button import PictureButton
from widgets.incidents.pictures import Pictures
from widgets.incidents.rights import Rights
from widgets.incidents.section import Card, Section
from widgets.incidents.sending import Sender
from widgets.incidents.words import clock_words, evidence_source_words, refusal_words, title_words

# A tile that does not qualify is refused again and again; the latest say enough until somebody asks for all.
_REFUSED_SHOWN = 3


class EvidenceSection(Section):
    picture_asked = Signal(str)

    def __init__(self, commands: Sender, rights: Rights, pictures: Pictures) -> None:
        super().__init__(commands, rights)
        self._pictures = pictures
        self._all_of = ""
        self.set_title(self.tr("Evidence"))

    def _show(self, page: IncidentPage) -> None:
        evidence = sorted(page.evidence, key=lambda each: each.received_at, reverse=True)
        everything = self._all_of == page.incident.incident_id
        shown = (page.incident.incident_id, evidence, everything, self._outcome)
        self.show_rows(shown, lambda: self._cards(page.incident, evidence, everything))

    def _cards(self, incident: Incident, evidence: list[Evidence], everything: bool) -> Iterable[QWidget]:
        if not evidence:
            yield label(self.tr("No evidence yet: push a camera near it to the wall."), "quiet")
        refused = 0
        for each in evidence:
            if each.refusals:
                refused += 1
                if refused > _REFUSED_SHOWN and not everything:
                    continue
            yield self._card(incident, each)
        if refused > _REFUSED_SHOWN and not everything:
            yield button(self.tr("Show {0} more that were refused").format(refused - _REFUSED_SHOWN), self._show_all)
        if self._outcome:
            yield label(self._outcome, "reason")

    def _show_all(self) -> None:
        if self._page is not None:
            self._all_of = self._page.incident.incident_id
            self._show(self._page)

    def _card(self, incident: Incident, evidence: Evidence) -> Card:
        card = Card()
        now, names = self._commands.mirror.now(), self._commands.names
        if evidence.snapshot_id is not None:
            picture = PictureButton(evidence.snapshot_id, self._pictures, self.tr("Picture of the evidence"))
            picture.clicked.connect(lambda: self.picture_asked.emit(evidence.snapshot_id))
            card.add(label(self._headline(incident, evidence)), picture)
        else:
            card.add(label(self._headline(incident, evidence)))
        if evidence.refusals:
            card.add(label("; ".join(refusal_words(refusal) for refusal in evidence.refusals)))
        card.add(label(" · ".join(self._facts(evidence)), "quiet"))
        for stamp in evidence.stamps:
            words = (
                self.tr("{0}: it shows the scene") if stamp.shows_scene else self.tr("{0}: it does not show the scene")
            )
            parts = words.format(names.person(stamp.by)), moment_words(stamp.at, now), stamp.note
            card.add(label(" · ".join(part for part in parts if part)))
        if (
            evidence.painted is not None
            and not evidence.refusals
            and self._rights.may(Action.INCIDENT_HANDLE, incident)
        ):
            card.add(
                label(self.tr("Does it show the scene?"), "quiet"),
                button(self.tr("It does"), lambda: self._stamp(evidence, shows_scene=True)),
                button(self.tr("It does not"), lambda: self._stamp(evidence, shows_scene=False)),
            )
        return card

    def _headline(self, incident: Incident, evidence: Evidence) -> str:
        if evidence.refusals:
            return self.tr("✕ Refused: {0}").format(self._source(evidence))
        clock = next((each for each in incident.clocks if each.clock_id == evidence.clock_id), None)
        if clock is None:
            return self.tr("✓ Accepted: {0}").format(self._source(evidence))
        return self.tr("✓ Stopped {0}: {1}").format(clock_words(clock.kind, clock.name), self._source(evidence))

    def _source(self, evidence: Evidence) -> str:
        if evidence.painted is not None:
            camera = self._commands.mirror.get(SharedCamera, evidence.painted.source_id)
            name = camera.name if camera is not None else evidence.painted.source_id
            return f"{evidence_source_words(evidence.painted.source)} {name}"
        if evidence.conference is not None:
            return ", ".join(title_words(role.title) for role in evidence.conference.roles)
        return evidence.evidence_id

    def _facts(self, evidence: Evidence) -> Iterable[str]:
        now, names = self._commands.mirror.now(), self._commands.names
        yield moment_words(evidence.received_at, now)
        if (painted := evidence.painted) is not None:
            yield self.tr("{0} s, {1} pictures").format(f"{painted.duration_s:.1f}", painted.frames)
            yield self.tr("tile {0} of {1}").format(painted.tile + 1, painted.output_id)
        if evidence.in_window:
            yield self.tr("in a window beside the console")
        if evidence.bound_by_plan:
            yield self.tr("named by the plan")
        elif evidence.distance_m is not None:
            yield self.tr("{0} m away").format(round(evidence.distance_m))
        yield self.tr("seat {0}, {1}").format(evidence.seat, names.person(evidence.sent_by))
        if evidence.policy_version is not None:
            yield self.tr("policy version {0}").format(evidence.policy_version)

    def _stamp(self, evidence: Evidence, *, shows_scene: bool) -> None:
        command = StampEvidence(expected_version=evidence.version, shows_scene=shows_scene)
        self._commands.send(
            lambda: self._commands.client.stamp_evidence(evidence.evidence_id, command),
            about=self._page.incident if self._page is not None else None,
            failed=self._failed,
        )
