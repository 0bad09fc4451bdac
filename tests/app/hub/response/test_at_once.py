"""Several reports in the same moment: nobody's scene goes over another's."""

import asyncio

from tests.app.hub.response.hall import ON_EACH_ENGINE, Hall


@ON_EACH_ENGINE
async def test_reports_of_the_same_moment_go_to_outputs_of_their_own(hall: Hall) -> None:
    walls = [await hall.wall(f"wall:{number}") for number in range(4)]
    incidents = await asyncio.gather(*(hall.report() for _ in walls))
    responses = [await hall.answered(incident) for incident in incidents]
    assert {response.output_id for response in responses} == {wall.output_id for wall in walls}
    assert not any(response.is_proposed for response in responses)
