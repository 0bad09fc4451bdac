"""Who may do what to whose things, in general; every route is held to a table in tests/app/hub."""

import pytest

from app.domain.people import PersonType
from app.domain.permissions import ACTIONS, Action, Actor, Role, allows, may

DISTRICT = "/310105/"
STREET = "/310105/310105001/"
SITE = "/310105/310105001/site/"
OTHER = "/310105/310105002/"


def actor(role: Role, path: str = STREET, person_type: PersonType = PersonType.STAFF) -> Actor:
    unit_id = path.strip("/").rpartition("/")[2]
    return Actor(actor_id="a", name="a", role=role, unit_id=unit_id, unit_path=path, person_type=person_type)


def test_a_scope_is_a_unit_and_all_below_it() -> None:
    officer = actor(Role.DUTY_OFFICER)
    reached = [path for path in (DISTRICT, STREET, SITE, OTHER) if may(officer, Action.INCIDENT_HANDLE, path)]
    assert reached == [STREET, SITE]


@pytest.mark.parametrize(
    "path",
    ["/310105/3101050011/", "/310105/310105001x/", "310105/310105001/", "/x/310105/310105001/", "", "/?/"],
)
def test_a_path_that_only_looks_like_it_is_another(path: str) -> None:
    assert not may(actor(Role.ADMINISTRATOR), Action.INCIDENT_READ, path)


def test_a_unit_that_is_not_known_is_in_nobodys_scope() -> None:
    nowhere = actor(Role.ADMINISTRATOR, "")
    assert not any(may(nowhere, Action.INCIDENT_READ, path) for path in (DISTRICT, STREET, "", "/"))


@pytest.mark.parametrize("shared_with", [STREET, SITE, DISTRICT])
def test_what_is_shared_with_a_unit_is_read_there_above_and_below(shared_with: str) -> None:
    officer = actor(Role.DUTY_OFFICER)
    assert may(officer, Action.INCIDENT_READ, OTHER, shared_with=[shared_with])
    assert not may(officer, Action.INCIDENT_READ, OTHER, shared_with=[OTHER])


def test_what_is_shared_is_read_and_answered_and_not_changed() -> None:
    officer = actor(Role.ADMINISTRATOR)
    shared = {action for action in Action if may(officer, action, OTHER, shared_with=[STREET])}
    assert shared == {
        Action.INCIDENT_READ,
        Action.CAMERA_READ,
        Action.CAMERA_VIEW,
        Action.ASSIGNMENT_ANSWER,
        Action.ROOM_READ,
        Action.ROOM_JOIN,
    }


def test_sharing_gives_nobody_an_action_that_the_role_does_not_have() -> None:
    assert not may(actor(Role.OPERATOR), Action.ASSIGNMENT_ANSWER, OTHER, shared_with=[STREET])
    assert not may(actor(Role.AUDITOR), Action.INCIDENT_READ, OTHER, shared_with=[STREET])


def test_rights_and_the_log_are_in_few_hands() -> None:
    def holders(action: Action) -> set[Role]:
        return {role for role in Role if action in ACTIONS[role]}

    assert holders(Action.ACCOUNT_ADMINISTER) == {Role.ADMINISTRATOR}
    assert holders(Action.HUB_ADMINISTER) == {Role.ADMINISTRATOR}
    assert holders(Action.POLICY_WRITE) == {Role.ADMINISTRATOR, Role.DIRECTOR}
    assert holders(Action.CLOCK_EXCLUDE) == {Role.ADMINISTRATOR, Role.DIRECTOR, Role.DUTY_LEADER}
    assert holders(Action.AUDIT_READ) == {Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR}
    assert holders(Action.AUDIT_EXPORT) == {Role.ADMINISTRATOR, Role.AUDITOR}
    assert ACTIONS[Role.INTAKE] == {Action.INCIDENT_REPORT}


def test_an_auditor_looks_and_changes_nothing() -> None:
    assert {action.value.partition(".")[2] for action in ACTIONS[Role.AUDITOR] - {Action.SELF}} == {"read", "export"}


def test_an_action_is_somebodys() -> None:
    assert frozenset().union(*(ACTIONS[role] for role in Role)) == frozenset(Action)


@pytest.mark.parametrize("role", list(Role))
def test_temporary_staff_looks_at_no_camera_and_touches_no_figure(role: Role) -> None:
    temporary = actor(role, person_type=PersonType.TEMPORARY)
    for action in (
        Action.CAMERA_VIEW,
        Action.CLOCK_STOP_BY_HAND,
        Action.CLOCK_EXCLUDE,
        Action.CLOCK_BACKDATE,
        Action.STATISTICS_EXPORT,
        Action.AUDIT_READ,
        Action.AUDIT_EXPORT,
        Action.ACCOUNT_ADMINISTER,
    ):
        assert not allows(temporary, action)
        assert not may(temporary, action, SITE, shared_with=[STREET])
    assert allows(temporary, Action.INCIDENT_REPORT) is allows(actor(role), Action.INCIDENT_REPORT)


def test_contract_staff_is_staff() -> None:
    for role in Role:
        contract = actor(role, person_type=PersonType.CONTRACT)
        assert {action for action in Action if allows(contract, action)} == ACTIONS[role]
