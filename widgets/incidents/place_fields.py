"""Where it is: a place, a code or a site in one line, with codes and coordinates for those who have them."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.domain.geo import ReferenceSystem, position
from app.domain.incidents import LONGEST_PLACE, Place
from app.domain.units import Point
from widgets.incidents.controls import label, typed_line
from widgets.incidents.finding import SuggestedPlace
from widgets.incidents.known_names import KnownNames
from widgets.incidents.place_words import coordinates
from widgets.incidents.suggest_box import SuggestBox, Suggestion


@dataclass(slots=True)
class PlaceDraft:
    """What is in the fields, whether or not it makes a place yet."""

    text: str = ""
    site: SuggestedPlace | None = None
    grid_code: str = ""
    city_code: str = ""
    coordinates: str = ""
    system: ReferenceSystem | None = None


@dataclass(slots=True)
class ReadPlace:
    """`place` is None where `fault` says why."""

    place: Place | None = None
    fault: str = ""


class PlaceFields(QWidget):
    """`changed` fires with every change of any of them."""

    changed = Signal()

    def __init__(self, places: KnownNames, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        places.get_ready()
        self._site: SuggestedPlace | None = None
        self.where = SuggestBox(places.find)
        self.where.setPlaceholderText(self.tr("Place, site or code; pinyin finds sites; or coordinates"))
        self.where.setAccessibleName(self.tr("Where"))
        self.understood = label("", "quiet")
        self.understood.hide()
        self.more_button = QToolButton()
        self.more_button.setText(self.tr("Codes, coordinates"))
        self.more_button.setCheckable(True)
        self.grid_code = QLineEdit()
        self.city_code = QLineEdit()
        self.coordinates = QLineEdit()
        self.coordinates.setPlaceholderText("121.4147, 31.2216")
        for box in (self.grid_code, self.city_code, self.coordinates):
            box.setMaxLength(LONGEST_PLACE)
            box.textChanged.connect(self._changed)
        self.system = QComboBox()
        self.system.addItem(self.tr("Which system?"), None)
        self.system.addItem(self.tr("WGS-84 (GPS, survey)"), ReferenceSystem.WGS84)
        self.system.addItem(self.tr("GCJ-02 (Chinese maps)"), ReferenceSystem.GCJ02)
        self.system.setAccessibleName(self.tr("Reference system"))
        self.system.currentIndexChanged.connect(self._changed)
        self.where.choice_changed.connect(self._chosen)
        self._more = QWidget()
        self._arrange()

    # -- draft

    def draft(self) -> PlaceDraft:
        value = self.where.chosen.value if self.where.chosen is not None else None
        system = self.system.currentData()
        return PlaceDraft(
            self.where.text(),
            value if isinstance(value, SuggestedPlace) else None,
            self.grid_code.text(),
            self.city_code.text(),
            self.coordinates.text(),
            # Qt keeps the text of it alone.
            ReferenceSystem(system) if system else None,
        )

    def set_draft(self, draft: PlaceDraft) -> None:
        self.where.setText(draft.text)
        self.where.choose(Suggestion(draft.text, "", draft.site) if draft.site is not None else None)
        self.grid_code.setText(draft.grid_code)
        self.city_code.setText(draft.city_code)
        self.coordinates.setText(draft.coordinates)
        self.system.setCurrentIndex(max(0, self.system.findData(draft.system)))
        self.more_button.setChecked(bool(draft.grid_code or draft.city_code or draft.coordinates))
        self._changed()

    def read(self) -> ReadPlace:
        """What the fields say; converted to WGS-84."""
        draft = self.draft()
        text = typed_line(draft.text)
        if not text:
            return ReadPlace(fault=self.tr("Where is it? A few words are enough."))
        point = draft.site.point if draft.site is not None else None
        given = typed_line(draft.coordinates) or (text if coordinates(text) is not None else "")
        if given:
            pair = coordinates(given)
            if pair is None:
                return ReadPlace(fault=self.tr("The coordinates are not readable: write 121.4147, 31.2216."))
            if draft.system is None:
                self.more_button.setChecked(True)
                return ReadPlace(fault=self.tr("Which reference system are the coordinates of? They differ by 500 m."))
            found = position(*pair, draft.system)
            point = Point(longitude=found.longitude, latitude=found.latitude)
        place = Place(
            text=text,
            site_id=draft.site.site_id if draft.site is not None else None,
            grid_code=typed_line(draft.grid_code),
            city_code=typed_line(draft.city_code),
            point=point,
        )
        return ReadPlace(place)

    # -- inside

    def _chosen(self) -> None:
        value = self.where.chosen.value if self.where.chosen is not None else None
        before, self._site = self._site, value if isinstance(value, SuggestedPlace) else None
        if self._site is not None:
            self._set_codes(self._site.grid_code, self._site.city_code)
        elif before is not None and self._codes() == (before.grid_code, before.city_code):
            # Left behind they would say that the new words mean the place that was chosen before.
            self._set_codes("", "")
        self._changed()

    def _codes(self) -> tuple[str, str]:
        return self.grid_code.text(), self.city_code.text()

    def _set_codes(self, grid_code: str, city_code: str) -> None:
        self.grid_code.setText(grid_code)
        self.city_code.setText(city_code)

    def _changed(self) -> None:
        needs_system = coordinates(self.where.text()) is not None
        if needs_system:
            self.more_button.setChecked(True)
        words = self._understood()
        self.understood.setText(words)
        self.understood.setVisible(bool(words))
        self.changed.emit()

    def _understood(self) -> str:
        read = self.read()
        if read.place is None:
            return ""
        parts = []
        if read.place.site_id is not None:
            parts.append(self.tr("known site"))
        if read.place.grid_code:
            parts.append(self.tr("grid {0}").format(read.place.grid_code))
        if (point := read.place.point) is not None:
            parts.append(f"{point.longitude:.5f}, {point.latitude:.5f} (WGS-84)")
        else:
            parts.append(self.tr("no coordinates: cameras nearby cannot be found by themselves"))
        return " · ".join(parts)

    def _arrange(self) -> None:
        grid = QGridLayout(self._more)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, (words, box) in enumerate(
            (
                (self.tr("Grid code"), self.grid_code),
                (self.tr("City code"), self.city_code),
                (self.tr("Longitude, latitude"), self.coordinates),
            )
        ):
            caption = label(words, "quiet", wrap=False)
            caption.setBuddy(box)
            box.setAccessibleName(words)
            grid.addWidget(caption, 0, column)
            grid.addWidget(box, 1, column)
        grid.addWidget(self.system, 1, 3)
        self._more.hide()
        self.more_button.toggled.connect(self._more.setVisible)
        line = QHBoxLayout()
        line.addWidget(self.where, 1)
        line.addWidget(self.more_button)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(4)
        column_layout.addLayout(line)
        column_layout.addWidget(self.understood)
        column_layout.addWidget(self._more)
