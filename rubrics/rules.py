"""The rule language: a closed set of rule kinds, each a small form that a rubric file fills in. No code in YAML.

"Agent turns after" always counts the agent's own turns that start after the trigger's turn; the turn of
the trigger itself never counts. Acts named together mean: any of them.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Role
from rubrics.conditions import ActSet, Condition


class FreeTurns(Value):
    """Agent turns with any of these acts do not use up a duty's turns."""

    acts: ActSet
    types: tuple[ContactType, ...] = Field(default=(), description="only in calls of these types; empty: in all")
    roles: tuple[Role, ...] = Field(default=(), description="only for agents of these roles; empty: for all")


class Within(Value):
    """How soon a duty must follow. Both limits hold; seconds only where the call's times are known."""

    agent_turns: int | None = Field(default=None, ge=1)
    seconds: float | None = Field(default=None, gt=0, description="end of the trigger's turn to start of the duty's")
    not_counting: tuple[FreeTurns, ...] = ()

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        if self.agent_turns is None and self.seconds is None:
            raise ValueError("`within` needs agent_turns or seconds")
        return self


class Duty(Value):
    """Any of the acts, after the trigger; without `within`: anywhere after it."""

    acts: ActSet
    within: Within | None = None


class DutyRule(Value):
    """After the first trigger every duty is done. No trigger: not_applicable."""

    kind: Literal["duty"]
    trigger: ActSet
    duties: tuple[Duty, ...] = Field(min_length=1)
    never: ActSet | None = Field(default=None, description="acts that break it wherever they occur")


class Place(Value):
    """Where an act must stand; exactly one of the three."""

    first_agent_turns: int | None = Field(default=None, ge=1)
    last_agent_turns: int | None = Field(default=None, ge=1)
    first_turns: int | None = Field(default=None, ge=1, description="of the call, whoever speaks, an IVR too")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(value is not None for value in (self.first_agent_turns, self.last_agent_turns, self.first_turns)) != 1:
            raise ValueError("`where` names exactly one of first_agent_turns, last_agent_turns, first_turns")
        return self


class Need(Value):
    """Any of the acts must occur at the place; `waived_when` any of the conditions holds."""

    acts: ActSet
    where: Place | None = Field(default=None, description="none: anywhere in the call")
    waived_when: tuple[Condition, ...] = ()


class OccursRule(Value):
    """Every need is there."""

    kind: Literal["occurs"]
    needs: tuple[Need, ...] = Field(min_length=1)


class AbsenceRule(Value):
    """None of the acts occurs; with `after`, none after the first of those, and not_applicable without them."""

    kind: Literal["absence"]
    acts: ActSet
    after: ActSet | None = None
    instead: ActSet | None = Field(default=None, description="the right way of doing it: evidence where it is met")


class BeforeRule(Value):
    """`first` occurs in an earlier turn than the first `guarded` act.

    With `after` only guarded acts after the first of those count; without any of these two the criterion is
    not_applicable. Without `after`, a call with no guarded act still needs `first` somewhere.
    """

    kind: Literal["before"]
    first: ActSet
    guarded: ActSet
    after: ActSet | None = None
    released_by: ActSet | None = Field(
        default=None,
        description="after the last `after` act: what is guarded no longer goes to the person it was guarded from, "
        "once `verified_by` follows",
    )
    verified_by: ActSet | None = None

    @model_validator(mode="after")
    def _released_and_verified(self) -> Self:
        if (self.released_by is None) != (self.verified_by is None):
            raise ValueError("released_by and verified_by go together")
        return self


class Guarded(StrEnum):
    """Which of the guarded acts a count must precede."""

    FIRST = "first"
    EVERY = "every"


class CountRule(Value):
    """At least so many different kinds of identifier are given before a guarded act.

    Counted are the PHI labels of turns with any of `acts`, in turns before the guarded one and after the last
    `since_last` act that is not after it. With `after`, only guarded acts in later turns than one of those count;
    the criterion is not_applicable without an `after` act, and met where nothing guarded follows. Without `after` it is
    not_applicable where nothing guarded occurs.
    """

    kind: Literal["count"]
    acts: ActSet
    at_least: int = Field(ge=1, description="different kinds of identifier")
    before: ActSet
    which: Guarded
    since_last: ActSet | None = None
    after: ActSet | None = None
    not_applicable_at_point: tuple[Condition, ...] = Field(
        default=(), description="conditions over the call up to and with the guarded turn"
    )


class ShieldRule(Value):
    """`never` does not occur; each `exposed` act has a `shield` in an earlier turn or in the next agent turns."""

    kind: Literal["shield"]
    never: ActSet
    exposed: ActSet
    shield: ActSet
    or_within_agent_turns: int = Field(ge=0)


class PromisePart(StrEnum):
    """What a callback promise must say."""

    WHO = "who"
    WHEN = "when"
    NUMBER = "number"


class PromiseRule(Value):
    """All parts are said, taken over all promise turns and the agent turns after each. No promise: not_applicable."""

    kind: Literal["promise"]
    trigger: ActSet
    parts: tuple[PromisePart, ...] = Field(min_length=1)
    agent_turns_after: int = Field(ge=0)


class HoldRule(Value):
    """Each hold is asked for before and thanked for after, and lasts at most so long (where that is known).

    A hold is a pause that was announced, or a silence of `silence_is_hold_s` or more. No hold: not_applicable.
    """

    kind: Literal["hold"]
    asked_by: ActSet
    returned_by: ActSet
    longest_s: float = Field(gt=0)
    silence_is_hold_s: float = Field(gt=0)


class SilenceRule(Value):
    """No silence outside a hold is longer than this. Times unknown: cannot_score."""

    kind: Literal["silence"]
    longest_s: float = Field(gt=0)
    silence_is_hold_s: float = Field(gt=0)


class InterruptionRule(Value):
    """The agent starts over the caller, and the caller stops, fewer times than this.

    Speakers not separated, or times unknown: cannot_score.
    """

    kind: Literal["interruption"]
    overlap_s: float = Field(gt=0, description="shortest overlap that counts")
    fewer_than: int = Field(ge=1)


Rule = Annotated[
    DutyRule
    | OccursRule
    | AbsenceRule
    | BeforeRule
    | CountRule
    | ShieldRule
    | PromiseRule
    | HoldRule
    | SilenceRule
    | InterruptionRule,
    Field(discriminator="kind"),
]
