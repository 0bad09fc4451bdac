"""Wall outputs: their seats register them and say what they show, any permitted seat pushes to them."""

from typing import Annotated

from fastapi import Path, Response

from app.domain.outputs import Output
from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.outputs import pushing
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.outputs import AnswerPush, PushToOutput, RegisterOutput, ReportOutput
from app.store.change import Change

router = strict_router("outputs")
OutputId = Annotated[Key, Path()]


@router.get("/outputs", response_model=list[Output])
async def outputs(asking: Annotated[Asking, authorized(Action.OUTPUT_READ)]) -> list[Output]:
    """Those that this seat may see, with what they show now."""
    visibility = asking.visibility
    found = [output for output in asking.hub.outputs.all() if visibility.row(output)]
    return sorted(found, key=lambda output: output.output_id)


@router.put("/outputs/{output_id}", response_model=Output)
async def register(
    output_id: OutputId, command: RegisterOutput, asking: Annotated[Asking, authorized(Action.OUTPUT_SERVE)]
) -> Response:
    """By the seat that has the screen; again after each start. It is online as long as that session's feed is."""

    async def work(change: Change) -> Output:
        return await pushing.register(change, asking, output_id, command)

    return await asking.command(work, Output)


@router.delete("/outputs/{output_id}", status_code=204)
async def remove(output_id: OutputId, asking: Annotated[Asking, authorized(Action.OUTPUT_SERVE)]) -> Response:
    """The screen is gone for good."""

    async def work(change: Change) -> None:
        await pushing.remove(change, asking, output_id)

    return await asking.command(work, None)


@router.post("/outputs/{output_id}/report", status_code=204)
async def report(
    output_id: OutputId, command: ReportOutput, asking: Annotated[Asking, authorized(Action.OUTPUT_SERVE)]
) -> Response:
    """What it shows now: told to all seats, kept in memory, not in the log."""
    pushing.check_served(asking, output_id)
    asking.hub.outputs.report(output_id, command, at=asking.hub.clock.now())
    return Response(status_code=204)


@router.post("/outputs/{output_id}/push", response_model=Output)
async def push(
    output_id: OutputId, command: PushToOutput, asking: Annotated[Asking, authorized(Action.OUTPUT_PUSH)]
) -> Response:
    """A scene or a camera. The output's row then says what became of it: sent, applied, shown or refused."""

    async def work(change: Change) -> Output:
        return await pushing.push(change, asking, output_id, command)

    return await asking.command(work, Output)


@router.post("/outputs/{output_id}/push/answer", response_model=Output)
async def answer(
    output_id: OutputId, command: AnswerPush, asking: Annotated[Asking, authorized(Action.OUTPUT_SERVE)]
) -> Response:
    """By the output's seat: applied, then shown when the first picture of it was painted, or refused."""

    async def work(change: Change) -> Output:
        return await pushing.answer(change, asking, output_id, command)

    return await asking.command(work, Output)
