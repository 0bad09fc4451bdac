"""How each route of the permission matrix is asked about a thing of some unit: a request that would be done if it were
permitted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.incidents import Backdating, IncidentStatus
from app.domain.people import Shift
from tests.app.hub.permission_world import NOW, PAINTED, PICTURE, Asker, World, name, scene, tour, unit_of


@dataclass
class Call:
    """`passes` and `refuses` are codes of refusals that come after permission was given, and instead of a 403. `shows`:
    a text that the answer has where the thing is in it."""

    path: str
    json: Any = None
    content: bytes | None = None
    media_type: str = "application/json"
    shows: str | None = None
    passes: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()


Probe = Callable[[World, str, Asker], Call]


def _unit_command(key: str, parent_id: str, **more: Any) -> dict[str, Any]:
    return {"kind": "site", "name": key, "parent_id": parent_id, **more}


def _person_command(relation: str, **more: Any) -> dict[str, Any]:
    return {"name": "某人", "unit_id": unit_of(relation), **more}


def _shift_command(shift: Shift, **more: Any) -> dict[str, Any]:
    return {
        "unit_id": shift.unit_id,
        "person_id": shift.person_id,
        "title": "standby",
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        **more,
    }


def _account_command(relation: str, **more: Any) -> dict[str, Any]:
    return {"login": name("login"), "name": "某人", "role": "operator", "unit_id": unit_of(relation), **more}


def _save_shift(world: World, relation: str, asker: Asker) -> Call:
    shift = world.shift(relation)
    return Call(f"/shifts/{shift.shift_id}", _shift_command(shift, expected_version=1))


def _new_shift(world: World, relation: str, asker: Asker) -> Call:
    # With a person of the asking unit: whom one does not know one cannot plan with.
    return Call("/shifts", _shift_command(world.shift("own")) | {"unit_id": unit_of(relation)})


def _of_incident(what: str, body: Any, **fields: Any) -> Probe:
    def probe(world: World, relation: str, asker: Asker) -> Call:
        incident = world.incident(relation, **fields)
        return Call(f"/incidents/{incident.incident_id}/{what}", body)

    return probe


def _of_response(what: str) -> Probe:
    def probe(world: World, relation: str, asker: Asker) -> Call:
        return Call(f"/incidents/{world.response(relation).incident_id}/response/{what}", {"expected_version": 1})

    return probe


def _merge(world: World, relation: str, asker: Asker) -> Call:
    into = world.incident(relation).incident_id
    body = {"expected_version": 1, "into": into, "into_expected_version": 1, "reason": "同一起"}
    return Call(f"/incidents/{world.incident(relation).incident_id}/merge", body)


def _clock(what: str, body: Any) -> Probe:
    def probe(world: World, relation: str, asker: Asker) -> Call:
        key = world.incident(relation).incident_id
        return Call(f"/incidents/{key}/clocks/{key}:video/{what}", body)

    return probe


def _assign(world: World, relation: str, asker: Asker) -> Call:
    key = world.incident(relation, status=IncidentStatus.OPENED, opened_at=NOW).incident_id
    return Call(f"/incidents/{key}/assignments", {"unit_id": unit_of(relation), "task": "去看看"})


def _decide(world: World, relation: str, asker: Asker) -> Call:
    key = world.incident(relation, status=IncidentStatus.OPENED, opened_at=NOW).incident_id
    body = {"text": "疏散", "tasks": [{"unit_id": unit_of(relation), "task": "去看看"}]}
    return Call(f"/incidents/{key}/decisions", body)


def _confirm(world: World, relation: str, asker: Asker) -> Call:
    proposal = Backdating(
        proposed_at=NOW, received_at=NOW - timedelta(minutes=3), reason="电话在先", proposed_by="somebody else"
    )
    key = world.incident(relation, backdating=proposal).incident_id
    return Call(f"/incidents/{key}/backdating/confirmation", {"expected_version": 1})


def _attach(world: World, relation: str, asker: Asker) -> Call:
    path = f"/incidents/{world.incident(relation).incident_id}/attachments?name=a.png"
    return Call(path, content=PICTURE, media_type="image/png")


def _new_camera(world: World, relation: str, asker: Asker) -> Call:
    key = name("C")
    street = {"own": "华阳路街道", "other": "江苏路街道"}[relation]
    camera = {"name": key, "code": key, "street": street, "main_url": f"rtsp://10.0.0.1/{key}"}
    return Call("/cameras", {"cameras": [camera]}, refuses=frozenset({"cameras-refused"}))


def _import_cameras(world: World, relation: str, asker: Asker) -> Call:
    [camera] = _new_camera(world, relation, asker).json["cameras"]
    content = ",".join(camera) + "\n" + ",".join(camera.values()) + "\n"
    return Call(
        "/cameras/import",
        content=content.encode(),
        media_type="text/csv",
        refuses=frozenset({"cameras-refused"}),
    )


def _remove_camera(world: World, relation: str, asker: Asker) -> Call:
    return Call("/cameras/removal", {"camera_ids": [world.camera(relation).camera_id]}, shows="1")


def _view_camera(world: World, relation: str, asker: Asker) -> Call:
    camera_id = world.camera(relation).camera_id
    return Call("/cameras/views", {"camera_ids": [camera_id], "purpose": "wall"}, shows=camera_id)


def _share_camera(world: World, relation: str, asker: Asker) -> Call:
    path = f"/cameras/{world.camera(relation).camera_id}/share"
    return Call(path, {"unit_ids": ["310105009"], "expected_version": 1})


def _looks_of_camera(world: World, relation: str, asker: Asker) -> Call:
    return Call(f"/cameras/{world.camera(relation).camera_id}/looks")


def _look_at_camera(world: World, relation: str, asker: Asker) -> Call:
    return Call(f"/cameras/{world.camera(relation).camera_id}/look", passes=frozenset({"no-patrol"}))


def _push(world: World, relation: str, asker: Asker) -> Call:
    return Call(f"/outputs/{world.output(relation, asker).output_id}/push", {"scene": world.scene("own").name})


def _answer_push(world: World, relation: str, asker: Asker) -> Call:
    output = world.output(relation, asker)
    return Call(f"/outputs/{output.output_id}/push/answer", {"push_id": output.push.push_id, "status": "applied"})


def _of_invitation(what: str, body: dict[str, Any]) -> Probe:
    def probe(world: World, relation: str, asker: Asker) -> Call:
        return Call(f"/invitations/{world.invitation(relation).invitation_id}/{what}", {"expected_version": 1, **body})

    return probe


def _take_camera_back(world: World, relation: str, asker: Asker) -> Call:
    camera = world.camera_in_room(relation)
    return Call(f"/rooms/{camera.room_id}/cameras/{camera.participation_id}")


def _listed(path: str, thing: Callable[[World, str, Asker], str]) -> Probe:
    return lambda world, relation, asker: Call(path, shows=thing(world, relation, asker))


def _removed(path: str, thing: Callable[[World, str, Asker], str]) -> Probe:
    return lambda world, relation, asker: Call(f"{path}/{thing(world, relation, asker)}")


def _plain(path: str, body: Any = None, **more: Any) -> Probe:
    return lambda world, relation, asker: Call(path, body, **more)


_CONFERENCE = {"room_id": "room", "at": NOW.isoformat(), "monotonic_s": 1.0, "roles": []}
_EARLIER = {"expected_version": 1, "received_at": (NOW - timedelta(minutes=3)).isoformat(), "reason": "电话在先"}
_POLICY = {"expected_version": 0, "name": "书面报告", "stop": "initial-report", "targets": [{"target_s": 3600}]}
_REASON = {"expected_version": 1, "reason": "因为"}

PROBES: dict[str, Probe] = {
    "GET /sessions/current": _plain("/sessions/current"),
    "DELETE /sessions/current": _plain("/sessions/current"),
    "POST /sessions/current/password": _plain(
        "/sessions/current/password",
        {"old_password": "not this one", "new_password": "another good one"},
        passes=frozenset({"wrong-password"}),
    ),
    "GET /sessions": _listed("/sessions", lambda w, r, a: w.session(r).session_id),
    "DELETE /sessions/{session_id}": _removed("/sessions", lambda w, r, a: w.session(r).session_id),
    "GET /accounts": _listed("/accounts", lambda w, r, a: w.account(r).account_id),
    "POST /accounts": lambda w, r, a: Call("/accounts", _account_command(r, password="a good password")),
    "PUT /accounts/{account_id}": lambda w, r, a: Call(
        f"/accounts/{w.account(r).account_id}", _account_command(r, expected_version=1)
    ),
    "GET /api-keys": _listed("/api-keys", lambda w, r, a: w.api_key(r).api_key_id),
    "POST /api-keys": lambda w, r, a: Call("/api-keys", {"name": "某系统", "unit_id": unit_of(r)}),
    "DELETE /api-keys/{api_key_id}": _removed("/api-keys", lambda w, r, a: w.api_key(r).api_key_id),
    "GET /units": _listed("/units", lambda w, r, a: w.unit(r).unit_id),
    "POST /units": lambda w, r, a: Call("/units", _unit_command(name("site"), unit_of(r))),
    "PUT /units/{unit_id}": lambda w, r, a: Call(
        f"/units/{w.unit(r).unit_id}", _unit_command(name("site"), unit_of(r), expected_version=1)
    ),
    "DELETE /units/{unit_id}": _removed("/units", lambda w, r, a: w.unit(r).unit_id),
    "GET /people": _listed("/people", lambda w, r, a: w.person(r).person_id),
    "POST /people": lambda w, r, a: Call("/people", _person_command(r)),
    "PUT /people/{person_id}": lambda w, r, a: Call(
        f"/people/{w.person(r).person_id}", _person_command(r, expected_version=1)
    ),
    "DELETE /people/{person_id}": _removed("/people", lambda w, r, a: w.person(r).person_id),
    "GET /shifts": _listed("/shifts", lambda w, r, a: w.shift(r).shift_id),
    "POST /shifts": _new_shift,
    "PUT /shifts/{shift_id}": _save_shift,
    "DELETE /shifts/{shift_id}": _removed("/shifts", lambda w, r, a: w.shift(r).shift_id),
    "GET /events": _plain("/events?limit=1"),
    "GET /audit/export": _plain("/audit/export"),
    "POST /checkpoints": _plain("/checkpoints"),
    "WS /events": _plain("/events"),
    "POST /incidents": lambda w, r, a: Call(
        "/incidents",
        {"title": "事件", "classes": ["accident"], "place": {"text": "某处"}, "unit_id": unit_of(r)},
    ),
    "GET /incidents": _listed("/incidents?limit=2000", lambda w, r, a: w.incident(r).incident_id),
    "GET /incidents/{incident_id}": lambda w, r, a: Call(f"/incidents/{w.incident(r).incident_id}"),
    "POST /incidents/{incident_id}/move": _of_incident("move", {"expected_version": 1, "to": "verified"}),
    "POST /incidents/{incident_id}/change": _of_incident("change", {"expected_version": 1, "title": "改"}),
    "POST /incidents/{incident_id}/level": _of_incident("level", {"level": "I", **_REASON}),
    "POST /incidents/{incident_id}/notes": _of_incident("notes", {"text": "记"}),
    "POST /incidents/{incident_id}/share": _of_incident("share", {"expected_version": 1, "unit_ids": ["310105009"]}),
    "POST /incidents/{incident_id}/merge": _merge,
    "POST /incidents/{incident_id}/parent": _of_incident("parent", {"expected_version": 1, "parent_id": None}),
    "POST /incidents/{incident_id}/reopen": _of_incident(
        "reopen", _REASON, status=IncidentStatus.CLOSED, opened_at=NOW, closed_at=NOW
    ),
    "POST /incidents/{incident_id}/backdating": _of_incident("backdating", _EARLIER),
    "POST /incidents/{incident_id}/backdating/confirmation": _confirm,
    "POST /incidents/{incident_id}/assignments": _assign,
    "POST /incidents/{incident_id}/decisions": _decide,
    "POST /decisions/{decision_id}/withdraw": lambda w, r, a: Call(
        f"/decisions/{w.decision(r).decision_id}/withdraw", _REASON
    ),
    "POST /assignments/{assignment_id}/answer": lambda w, r, a: Call(
        f"/assignments/{w.assignment(r).assignment_id}/answer", {"expected_version": 1, "status": "acknowledged"}
    ),
    "POST /incidents/{incident_id}/reports": _of_incident("reports", {"kind": "initial", "text": "首报"}),
    "POST /incidents/{incident_id}/clocks/{clock_id}/stop": _clock("stop", {"reason": "看到了"}),
    "POST /incidents/{incident_id}/clocks/{clock_id}/exclusions": _clock("exclusions", {"reason": "false-report"}),
    "POST /incidents/{incident_id}/evidence/painted": _of_incident("evidence/painted", {"flow": PAINTED}),
    "POST /incidents/{incident_id}/evidence/conference": _of_incident("evidence/conference", {"flow": _CONFERENCE}),
    "POST /incidents/{incident_id}/response/push": _of_response("push"),
    "POST /incidents/{incident_id}/response/steps/{number}/undo": _of_response("steps/1/undo"),
    "POST /incidents/{incident_id}/response/checklist/{number}": _of_response("checklist/1"),
    "PUT /mode": _plain(
        "/mode", {"expected_version": 0, "mode": "emergency", "reason": "台风"}, passes=frozenset({"stale-version"})
    ),
    "POST /evidence/{evidence_id}/stamps": lambda w, r, a: Call(
        f"/evidence/{w.evidence(r).evidence_id}/stamps", {"expected_version": 1, "shows_scene": True}
    ),
    "POST /incidents/{incident_id}/attachments": _attach,
    "GET /attachments/{attachment_id}": lambda w, r, a: Call(f"/attachments/{w.attachment(r).attachment_id}"),
    "POST /incidents/{incident_id}/room": _of_incident("room", {"lobby": False}),
    "POST /rooms": lambda w, r, a: Call("/rooms", {"name": "值班会商", "unit_id": unit_of(r)}),
    "GET /rooms": _listed("/rooms", lambda w, r, a: w.room(r).room_id),
    "GET /rooms/{room_id}": lambda w, r, a: Call(f"/rooms/{w.room(r).room_id}"),
    "PATCH /rooms/{room_id}": lambda w, r, a: Call(
        f"/rooms/{w.room(r).room_id}", {"expected_version": 1, "locked": True}
    ),
    "POST /rooms/{room_id}/end": lambda w, r, a: Call(f"/rooms/{w.room(r).room_id}/end", {"expected_version": 1}),
    "POST /rooms/{room_id}/invitations": lambda w, r, a: Call(
        f"/rooms/{w.room(r).room_id}/invitations", {"person_id": w.person("own").person_id}
    ),
    "POST /invitations/{invitation_id}/answer": _of_invitation("answer", {"answer": "accept"}),
    "POST /invitations/{invitation_id}/ring-again": _of_invitation("ring-again", {}),
    "POST /invitations/{invitation_id}/withdraw": _of_invitation("withdraw", {}),
    "POST /rooms/{room_id}/cameras": lambda w, r, a: Call(
        f"/rooms/{w.room(r).room_id}/cameras", {"camera_id": w.camera("own").camera_id}
    ),
    "DELETE /rooms/{room_id}/cameras/{participation_id}": _take_camera_back,
    "WS /signalling": lambda w, r, a: Call("/signalling", w.room(r).room_id),
    "POST /rooms/{room_id}/links": lambda w, r, a: Call(f"/rooms/{w.room(r).room_id}/links", {"name": "现场"}),
    "POST /links/{link_id}/show": lambda w, r, a: Call(
        f"/links/{w.link(r).link_id}/show", passes=frozenset({"not-kept"})
    ),
    "POST /links/{link_id}/revoke": lambda w, r, a: Call(f"/links/{w.link(r).link_id}/revoke", {"expected_version": 1}),
    "POST /links/{link_id}/send": lambda w, r, a: Call(f"/links/{w.link(r).link_id}/send", {"way": "qr"}),
    "GET /policies": _plain("/policies"),
    "PUT /policies/{policy_id}": lambda w, r, a: Call(
        f"/policies/{name('policy')}", _POLICY | {"clock": name("clock")}
    ),
    "GET /plans/review": _listed("/plans/review", lambda w, r, a: w.plan(r).plan_id),
    "POST /plans/dry-run": lambda w, r, a: Call("/plans/dry-run", {"place": {"text": "路口"}, "unit_id": unit_of(r)}),
    "GET /plans/{plan_id}/dry-run": lambda w, r, a: Call(f"/plans/{w.plan(r).plan_id}/dry-run"),
    "GET /plans/{plan_id}/versions": lambda w, r, a: Call(f"/plans/{w.plan(r).plan_id}/versions"),
    "POST /plans": lambda w, r, a: Call("/plans", {"name": "预案", "unit_id": unit_of(r)}),
    "PUT /plans/{plan_id}": lambda w, r, a: Call(
        f"/plans/{w.plan(r).plan_id}", {"name": "预案", "unit_id": unit_of(r), "expected_version": 1}
    ),
    "DELETE /plans/{plan_id}": _removed("/plans", lambda w, r, a: w.plan(r).plan_id),
    "GET /cameras": _listed("/cameras", lambda w, r, a: f'"{w.camera(r).camera_id}"'),
    "POST /cameras": _new_camera,
    "POST /cameras/import": _import_cameras,
    "GET /cameras/export": _listed("/cameras/export?form=json", lambda w, r, a: f'"{w.camera(r).code}"'),
    "POST /cameras/removal": _remove_camera,
    "POST /cameras/{camera_id:path}/share": _share_camera,
    "POST /cameras/views": _view_camera,
    "GET /cameras/{camera_id:path}/looks": _looks_of_camera,
    "POST /cameras/{camera_id:path}/look": _look_at_camera,
    "GET /patrol": _plain("/patrol"),
    "GET /scenes": _listed("/scenes", lambda w, r, a: f'"{w.scene(r).name}"'),
    "POST /scenes": lambda w, r, a: Call("/scenes", {"scenes": [{"content": scene(name("scene"))}]}),
    "PUT /scenes/{name:path}": lambda w, r, a: Call(
        f"/scenes/{(key := w.scene(r).name)}", {"content": scene(key), "expected_version": 1}
    ),
    "POST /scenes/{name:path}/rename": lambda w, r, a: Call(
        f"/scenes/{w.scene(r).name}/rename", {"name": name("renamed"), "expected_version": 1}
    ),
    "DELETE /scenes/{name:path}": _removed("/scenes", lambda w, r, a: w.scene(r).name),
    "GET /tours": _listed("/tours", lambda w, r, a: f'"{w.tour(r).name}"'),
    "PUT /tours/{name:path}": lambda w, r, a: Call(
        f"/tours/{(key := w.tour(r).name)}", {"content": tour(key), "expected_version": 1}
    ),
    "POST /tours/{name:path}/rename": lambda w, r, a: Call(
        f"/tours/{w.tour(r).name}/rename", {"name": name("renamed"), "expected_version": 1}
    ),
    "DELETE /tours/{name:path}": _removed("/tours", lambda w, r, a: w.tour(r).name),
    "GET /outputs": _listed("/outputs", lambda w, r, a: f'"{w.output(r, a).output_id}"'),
    "PUT /outputs/{output_id}": lambda w, r, a: Call(f"/outputs/{w.output(r, a).output_id}", {"name": "屏"}),
    "DELETE /outputs/{output_id}": _removed("/outputs", lambda w, r, a: w.output(r, a).output_id),
    "POST /outputs/{output_id}/report": lambda w, r, a: Call(
        f"/outputs/{w.output(r, a).output_id}/report", {"layout": "2x2"}
    ),
    "POST /outputs/{output_id}/push": _push,
    "POST /outputs/{output_id}/push/answer": _answer_push,
    "GET /statistics": lambda w, r, a: Call(f"/statistics?unit={unit_of(r)}"),
    "GET /statistics.csv": lambda w, r, a: Call(f"/statistics.csv?unit={unit_of(r)}"),
}
