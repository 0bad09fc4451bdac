"""What becomes of typed words: the same twice is one decision, and minutes count from when it is decided."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from app.domain.people import RoleTitle
from tests.fakes.sample_incidents import NOW
from widgets.leader.decision_draft import Draft, OwnTask, Typed, decide
from widgets.leader.owners import Owner

FIRE = Owner("dept-fire", "消防救援支队")
WANG = Owner("310105001", "王强", person_id="p1", title=RoleTitle.POLICE)


def test_everybody_named_gets_the_decision_as_a_task_until_then() -> None:
    command = decide(Typed(text="全楼疏散", tasks=(OwnTask(FIRE), OwnTask(WANG)), due_min=30), NOW)
    due_at = NOW + timedelta(minutes=30)
    assert command.text == "全楼疏散"
    assert [(one.unit_id, one.person_id, one.title, one.task, one.due_at) for one in command.tasks] == [
        ("dept-fire", None, None, "全楼疏散", due_at),
        ("310105001", "p1", RoleTitle.POLICE, "全楼疏散", due_at),
    ]


def test_an_exact_time_is_the_next_of_its_kind_in_beijing() -> None:
    (task,) = decide(Typed(text="封路", tasks=(OwnTask(FIRE),), exact="11:00"), NOW).tasks
    assert task.due_at == NOW.replace(hour=3, minute=0, second=0)
    (task,) = decide(Typed(text="封路", tasks=(OwnTask(FIRE),), exact="20"), NOW).tasks
    assert task.due_at == NOW + timedelta(minutes=20)


def test_who_has_a_task_or_a_time_of_their_own_gets_that_and_else_the_decisions() -> None:
    tasks = (OwnTask(FIRE, task="内攻灭火"), OwnTask(WANG, due="20"))
    fire, wang = decide(Typed(text="全楼疏散", tasks=tasks, due_min=60), NOW).tasks
    assert (fire.task, fire.due_at) == ("内攻灭火", NOW + timedelta(minutes=60))
    assert (wang.task, wang.due_at) == ("全楼疏散", NOW + timedelta(minutes=20))


def test_one_of_several_can_have_a_time() -> None:
    tasks = (OwnTask(FIRE, due="11:00"), OwnTask(WANG))
    fire, wang = decide(Typed(text="封路", tasks=tasks), NOW).tasks
    assert (fire.due_at, wang.due_at) == (NOW.replace(hour=3, minute=0, second=0), None)


def test_another_task_of_an_owner_is_another_command_under_another_key() -> None:
    draft = Draft(typed=Typed(text="全楼疏散", tasks=(OwnTask(FIRE),)))
    first = draft.command(NOW)
    draft.typed = Typed(text="全楼疏散", tasks=(OwnTask(FIRE, task="内攻灭火"),))
    assert draft.command(NOW)[1] != first[1]


def test_the_same_words_again_are_the_same_command_under_the_same_key() -> None:
    draft = Draft(typed=Typed(text="全楼疏散", tasks=(OwnTask(FIRE),), due_min=15))
    first = draft.command(NOW)
    assert draft.command(NOW + timedelta(minutes=2)) == first
    draft.typed = Typed(text="全楼疏散", tasks=(OwnTask(FIRE), OwnTask(WANG)), due_min=15)
    second = draft.command(NOW + timedelta(minutes=2))
    assert second[1] != first[1]
    assert second[0].tasks[0].due_at == NOW + timedelta(minutes=17)


@pytest.mark.parametrize("exact", ["soon", "25:00", "-5", "12:3", "1e9"])
def test_a_time_that_is_none_makes_no_decision(exact: str) -> None:
    with pytest.raises(ValueError):
        decide(Typed(text="x", tasks=(OwnTask(FIRE),), exact=exact), NOW)
    with pytest.raises(ValueError):
        decide(Typed(text="x", tasks=(OwnTask(FIRE, due=exact),)), NOW)


def test_words_that_no_hub_takes_make_no_decision() -> None:
    with pytest.raises(ValidationError):
        decide(Typed(text="x" * 2001), NOW)
