"""The cases beside a rubric: short invented dialogues with the verdict that they must get. They are its test."""

import difflib
import re
from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.domain.acts import Act
from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Direction, Pause, Role, Speaker
from pipeline.domain.score import Severity, Verdict
from rubrics.rules import PromisePart

_KEY = re.compile(r"(?P<speaker>agent|caller|other|unknown)(?: (?P<start>\d+(?:\.\d+)?)-(?P<end>\d+(?:\.\d+)?))?")
_TEXT = re.compile(r"(?P<text>.*?)(?:\s*<(?P<acts>[^<>]*)>)?", re.DOTALL)


class CaseTurn(Value):
    """One turn, written `speaker: words <act act>` or `speaker 3.5-7: words` with its times in seconds."""

    speaker: Speaker
    text: str
    acts: tuple[Act, ...] = ()
    start_s: float | None = None
    end_s: float | None = None


def _read_turn(written: object) -> object:
    if isinstance(written, CaseTurn):
        return written
    if not (isinstance(written, dict) and len(written) == 1):
        raise ValueError("a turn is written `speaker: words <act act>`")
    ((key, words),) = written.items()
    who, said = _KEY.fullmatch(str(key)), _TEXT.fullmatch(str(words))
    if who is None or said is None:
        raise ValueError("a turn starts with agent, caller, other or unknown, with or without its times as in `3.5-7`")
    acts = (said["acts"] or "").split()
    for act in acts:
        if act not in set(Act):
            near = difflib.get_close_matches(act, [one.value for one in Act], n=1)
            raise ValueError(f"`{act}` is no act" + (f"; did you mean `{near[0]}`?" if near else ""))
    return {
        "speaker": who["speaker"],
        "text": said["text"],
        "acts": acts,
        "start_s": who["start"],
        "end_s": who["end"],
    }


class Case(Value):
    """One call, told as shortly as it can be, and what the criterion must say of it.

    What a case leaves out has its default. `null` means unknown: for the type, the role, the direction, the pauses.
    """

    name: str = Field(min_length=4, description="what happens, as a short sentence")
    verdict: Verdict
    evidence: tuple[int, ...] | None = Field(default=None, description="turns counted from 0; left out: not checked")
    severity: Severity | None = Field(default=None, description="as it must count for this call; left out: not checked")
    auto_fail: bool | None = Field(default=None, description="as it must count for this call; left out: not checked")
    type: ContactType | None = ContactType.SCH
    role: Role | None = Role.NC
    direction: Direction | None = Direction.INBOUND
    site: str | None = None
    voicemail: bool = False
    settled: bool = False
    payment: bool = False
    ivr_played_notice: bool = False
    separated: bool = Field(default=False, description="each speaker had a channel of their own")
    pauses: tuple[Pause, ...] | None = ()
    promises: dict[int, frozenset[PromisePart]] = Field(default={}, description="turn: what its promise said")
    turns: tuple[Annotated[CaseTurn, BeforeValidator(_read_turn)], ...] = Field(min_length=1)


class CriterionCases(Value):
    """The cases of one criterion."""

    criterion: str
    cases: tuple[Case, ...] = Field(min_length=1)


class CaseFile(Value):
    """`cases.yaml`: the cases of a rubric's criteria."""

    criteria: tuple[CriterionCases, ...]
