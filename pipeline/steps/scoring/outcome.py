"""What a rule finds in a call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.score import Verdict
from pipeline.steps.scoring.view import Hit


@dataclass(frozen=True)
class Outcome:
    """A verdict, the turns that made it so, and how sure the acts are that decided it (0..1)."""

    verdict: Verdict
    evidence: tuple[int, ...] = ()
    confidence: float = 1.0
    because: str = ""


NOT_APPLICABLE = Outcome(Verdict.NOT_APPLICABLE)


def turns_of(*groups: Iterable[Hit]) -> tuple[int, ...]:
    """The turns of all hits, in order, each once."""
    return tuple(sorted({hit.turn for group in groups for hit in group}))


def any_of(hits: Sequence[Hit]) -> float:
    """How sure it is that at least one is right: the surest. 1 where there is none, absence having no probability."""
    return max((hit.probability for hit in hits), default=1.0)


def all_of(hits: Sequence[Hit]) -> float:
    """How sure it is that every one is right: the least sure."""
    return min((hit.probability for hit in hits), default=1.0)


def met(evidence: tuple[int, ...], confidence: float = 1.0) -> Outcome:
    """The criterion is met."""
    return Outcome(Verdict.MET, evidence, confidence)


def not_met(evidence: tuple[int, ...], confidence: float = 1.0) -> Outcome:
    """The criterion is not met."""
    return Outcome(Verdict.NOT_MET, evidence, confidence)


def cannot_score(because: str, evidence: tuple[int, ...] = ()) -> Outcome:
    """It cannot be told, and why; the confidence is that of knowing nothing."""
    return Outcome(Verdict.CANNOT_SCORE, evidence, 0.0, because)
