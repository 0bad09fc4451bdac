from hypothesis import given
from hypothesis import strategies as st

from streams.mailbox import Mailbox


def put(mailbox: Mailbox, sequence: int, width: int = 4, height: int = 2) -> None:
    frame = mailbox.buffer(width, height)
    frame.sequence = sequence
    frame.i420[:] = sequence % 256
    mailbox.put()


def test_nothing_before_the_first_picture():
    assert Mailbox().newest() is None


def test_the_newest_picture_wins_and_the_overtaken_is_counted():
    mailbox = Mailbox()
    put(mailbox, 1)
    put(mailbox, 2)
    assert mailbox.newest().sequence == 2
    assert mailbox.dropped == 1


def test_the_reader_keeps_its_picture_until_a_newer_one_is_there():
    mailbox = Mailbox()
    put(mailbox, 1)
    assert mailbox.newest() is mailbox.newest()


@given(st.lists(st.booleans(), max_size=60))
def test_a_picture_that_is_being_read_is_never_written_to(steps):
    mailbox = Mailbox()
    sequence, held = 0, None
    for write in steps:
        if write:
            sequence += 1
            put(mailbox, sequence)
        else:
            held = mailbox.newest()
        if held is not None:
            assert (held.i420 == held.sequence % 256).all()


def test_buffers_go_round_instead_of_being_made_anew():
    mailbox = Mailbox()
    seen = set()
    for sequence in range(20):
        put(mailbox, sequence)
        seen.add(id(mailbox.newest().i420))
    assert len(seen) <= 3


def test_another_size_gets_another_buffer():
    mailbox = Mailbox()
    put(mailbox, 1)
    put(mailbox, 2, width=8, height=6)
    assert mailbox.newest().bgra().shape == (6, 8, 4)


def test_after_clear_no_old_picture_comes_back():
    mailbox = Mailbox()
    put(mailbox, 1)
    mailbox.newest()
    mailbox.clear()
    assert mailbox.newest() is None
