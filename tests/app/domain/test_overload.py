from app.domain.overload import LATE_S, SECONDS_TO_RAISE, Overload, Saving

LATE = {"longest_wait_s": LATE_S * 2, "load": 1.0}
IDLE = {"longest_wait_s": 0.0, "load": 0.2}
BUSY = {"longest_wait_s": 0.0, "load": 0.9}


def after(rule: Overload, seconds: int, **measured: float) -> Overload:
    for _ in range(seconds):
        rule = rule.after_second(**measured)
    return rule


def test_one_late_second_is_forgiven():
    assert after(Overload(), 1, **LATE).saving is Saving.NOTHING
    assert after(after(after(Overload(), 1, **LATE), 1, **IDLE), 1, **LATE).saving is Saving.NOTHING


def test_lasting_overload_saves_in_the_stated_order_and_no_further():
    rule = after(Overload(), 2, **LATE)
    assert rule.saving is Saving.BIG_TILES_TO_SUB
    assert after(rule, 2, **LATE).saving is Saving.SMALL_TILES_TO_KEY_FRAMES
    assert after(rule, 20, **LATE).saving is Saving.SMALL_TILES_TO_KEY_FRAMES


def test_it_recovers_one_level_at_a_time_when_there_is_room():
    rule = after(Overload(), 4, **LATE)
    rule = after(rule, SECONDS_TO_RAISE, **IDLE)
    assert rule.saving is Saving.BIG_TILES_TO_SUB
    assert after(rule, SECONDS_TO_RAISE, **IDLE).saving is Saving.NOTHING


def test_a_busy_machine_that_just_keeps_up_stays_where_it_is():
    rule = after(Overload(), 2, **LATE)
    assert after(rule, 100, **BUSY).saving is Saving.BIG_TILES_TO_SUB


def test_a_relapse_makes_it_wait_twice_as_long():
    rule = after(after(Overload(), 2, **LATE), SECONDS_TO_RAISE, **IDLE)
    assert rule.saving is Saving.NOTHING
    rule = after(rule, 2, **LATE)
    assert rule.seconds_to_raise == 2 * SECONDS_TO_RAISE
    assert after(rule, SECONDS_TO_RAISE, **IDLE).saving is Saving.BIG_TILES_TO_SUB
    assert after(rule, 2 * SECONDS_TO_RAISE, **IDLE).saving is Saving.NOTHING
