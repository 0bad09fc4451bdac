"""The camera tree as Qt sees it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.cameras import Camera
from app.services.camera_registry import CameraRegistry
from streams.state import Phase, StreamState
from widgets.cameras.tree_model import CameraTreeModel, Role
from widgets.wall.sources_mime import sources_in


def model_of(registry: CameraRegistry) -> CameraTreeModel:
    model = CameraTreeModel()
    model.set_branches(registry.tree())
    return model


def names(model: CameraTreeModel, parent: QModelIndex | None = None) -> list[object]:
    parent = parent or QModelIndex()
    rows = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return [[row.data(), names(model, row)] if model.rowCount(row) else row.data() for row in rows]


WHOLE = [
    ["华阳路街道", [["中山公园", ["2号口", "10号口", "停车场"]]]],
    ["程家桥街道", [["上海动物园", ["正门", "西门"]]]],
]


def test_streets_hold_sites_and_sites_hold_cameras(registry: CameraRegistry) -> None:
    assert names(model_of(registry)) == WHOLE


def test_it_keeps_every_rule_of_a_qt_model_while_it_changes(registry: CameraRegistry) -> None:
    model = CameraTreeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_branches(registry.tree())
    first = registry.cameras[0].camera_id
    model.set_states({first: StreamState(Phase.LIVE, 0.0)})
    model.show_only([first])
    model.set_states({})
    model.show_only(None)
    assert tester.model() is model
    assert names(model) == WHOLE


def test_a_filter_keeps_the_parents_of_what_it_keeps(registry: CameraRegistry) -> None:
    model = model_of(registry)
    gate = next(camera for camera in registry if camera.name == "西门")
    model.show_only([gate.camera_id])
    assert names(model) == [["程家桥街道", [["上海动物园", ["西门"]]]]]
    assert model.index_of(gate.camera_id).data() == "西门"
    assert not model.index_of(registry.cameras[0].camera_id).isValid()


def test_a_changed_badge_is_one_row(registry: CameraRegistry) -> None:
    model = model_of(registry)
    changes: list[tuple[str, str]] = []
    model.dataChanged.connect(lambda first, last, _roles: changes.append((first.data(), last.data())))
    one, other = registry.cameras[0].camera_id, registry.cameras[1].camera_id

    model.set_states({one: StreamState(Phase.CONNECTING, 0.0), other: StreamState(Phase.LIVE, 0.0)})
    assert sorted(changes) == [("10号口", "10号口"), ("2号口", "2号口")]
    changes.clear()

    model.set_states({one: StreamState(Phase.LIVE, 1.0), other: StreamState(Phase.LIVE, 0.0)})
    assert changes == [("2号口", "2号口")]
    changes.clear()

    model.set_states({one: StreamState(Phase.LIVE, 1.0)})
    assert changes == [("10号口", "10号口")]


def test_the_state_is_said_in_words_too(registry: CameraRegistry) -> None:
    model = model_of(registry)
    camera = registry.cameras[0]
    index = model.index_of(camera.camera_id)
    assert "Not shown" in index.data(Qt.ItemDataRole.ToolTipRole)
    model.set_states({camera.camera_id: StreamState(Phase.OFFLINE, time.monotonic())})
    assert index.data(Role.SIDE_TEXT) == "Offline"
    assert "Offline" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "2号口, Offline"


def test_a_name_that_looks_like_markup_stays_text(make_camera: Callable[..., Camera]) -> None:
    registry = CameraRegistry()
    registry.add([make_camera("<img src='http://example.org/x.png'>")])
    model = model_of(registry)
    shown = model.index_of(registry.cameras[0].camera_id).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in shown


def test_a_dragged_site_carries_its_cameras_each_once(registry: CameraRegistry) -> None:
    model = model_of(registry)
    site = model.index(0, 0, model.index(0, 0))
    camera = model.index(1, 0, site)
    assert [source.value for source in sources_in(model.mimeData([camera, site]))] == [
        each.camera_id for each in registry.cameras[:3]
    ]


def test_ten_thousand_cameras_are_all_there(make_camera: Callable[..., Camera]) -> None:
    registry = CameraRegistry()
    registry.add(
        make_camera(f"{number}号", street=f"{number % 10}街道", site=f"{number % 500}", code=f"C{number}")
        for number in range(10_000)
    )
    model = model_of(registry)
    assert model.camera_count == 10_000
    assert model.rowCount() == 10
    assert sum(int(model.index(row, 0).data(Role.SIDE_TEXT)) for row in range(10)) == 10_000
    for camera in registry.cameras[::997]:
        assert model.camera_at(model.index_of(camera.camera_id)) == camera
