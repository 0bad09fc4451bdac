import asyncio

from streams.stagger import Stagger


async def test_opens_on_one_host_are_spaced_and_other_hosts_do_not_wait():
    stagger = Stagger(0.02)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    turns: list[tuple[str, float]] = []

    async def take(host: str) -> None:
        await stagger.turn(host, 554)
        turns.append((host, loop.time() - began_s))

    await asyncio.gather(*(take("one") for _ in range(4)), take("other"))
    ones = sorted(when_s for host, when_s in turns if host == "one")
    # The loop may be late, never early.
    assert all(when_s >= 0.02 * number - 0.002 for number, when_s in enumerate(ones))
    assert [host for host, _ in turns].index("other") <= 1
