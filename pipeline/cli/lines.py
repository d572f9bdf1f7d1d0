"""`callqa transcribe`, `callqa redact`, `callqa score`: one step by itself, from a file or JSON Lines to stdout."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from pipeline.cli.options import Home, read_settings
from pipeline.domain.call import CallContext
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import StaffNames
from pipeline.errors import BadInputError, CallqaError, RejectedRecordingError


class Acts(StrEnum):
    """Where `callqa score` takes the acts from."""

    MODEL = "model"
    GOLD = "gold"


def transcribe(
    file: Annotated[Path, typer.Argument(help="One recording.")],
    show_phi: Annotated[
        bool, typer.Option("--show-phi", help="Say yes to printing a transcript in clear: it holds PHI.")
    ] = False,
    agent_channel: Annotated[int | None, typer.Option(help="Zero-based channel of the agent, if known.")] = None,
    home: Home = None,
) -> None:
    """Print one recording's transcript as JSON. It holds PHI, so it wants --show-phi; nothing is stored."""
    if not show_phi:
        raise BadInputError("a transcript holds PHI; add --show-phi if it may stand on this screen")
    from models.speech.loader import load_recogniser
    from pipeline.flows.tools import OpenedCall
    from pipeline.steps.admit import admit
    from pipeline.steps.transcript_json import transcript_json

    settings = read_settings(home)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInputError(f"{file}: cannot be read ({type(error).__name__})") from None
    try:
        recording, sound = admit(
            content, min_duration_s=settings.min_duration_s, max_duration_s=settings.max_duration_s
        )
    except RejectedRecordingError as error:
        raise CallqaError(f"{file.name}: {error.reason.value}: {error.hint}") from None
    context = CallContext(agent_channel=agent_channel)
    (transcript,) = load_recogniser(settings).transcribe([OpenedCall(recording.call_id, sound, context)])
    if transcript is None:
        raise CallqaError(f"{file.name}: no_speech: nobody speaks in this recording")
    typer.echo(transcript_json(transcript))


def redact(
    hide_staff: Annotated[
        bool, typer.Option("--hide-staff", help="Hide names of agents, clinicians and organisations too.")
    ] = False,
    home: Home = None,
) -> None:
    """Redact JSON Lines of calls: stdin to stdout. `phi` gives offsets into the original text.

    A call that cannot be made clean comes back hidden whole, with `withheld`; the exit code is 1 then.
    """
    from pipeline.flows.detector import site_detector
    from pipeline.steps.redact import site_policy
    from pipeline.steps.redact_lines import redact_line

    settings = read_settings(home)
    policy = site_policy(settings)
    if hide_staff:
        policy = policy.model_copy(update={"staff_names": StaffNames.HIDE, "keep_organisation": False})
    detector = site_detector(settings)
    withheld: list[str] = []
    for number, line in _lines():
        typer.echo(redact_line(line, number, detector, policy, on_withheld=withheld.append))
    if withheld:
        typer.echo(f"withheld, since identifiers may be left: {', '.join(withheld)}", err=True)
        raise typer.Exit(1)


def score(
    acts: Annotated[
        Acts, typer.Option(help="model: detect the acts; gold: take those in the input, to test the rules alone.")
    ] = Acts.MODEL,
    home: Home = None,
) -> None:
    """Score JSON Lines of redacted calls: stdin to stdout, with evidence per criterion and flags."""
    from pipeline.steps.score_lines import score_line
    from rubrics.loader import load_flag_policy, load_rubrics

    settings = read_settings(home)
    rubrics, policy = load_rubrics(), load_flag_policy()
    classifier = None
    if acts is Acts.MODEL:
        from models.acts.classifier import load_classifier

        classifier = load_classifier(settings)
    for number, line in _lines():
        call = _parse(line, number)
        detections = classifier.detect_labelled(call) if classifier else None
        typer.echo(score_line(call, detections, rubrics, policy).model_dump_json())


def _lines() -> Iterator[tuple[int, str]]:
    """The lines of stdin that hold something, with their numbers."""
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            yield number, line


def _parse(line: str, number: int) -> LabelledCall:
    try:
        return LabelledCall.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the line"
        raise BadInputError(f"stdin, line {number}, {where}: {problem['msg']}") from None
