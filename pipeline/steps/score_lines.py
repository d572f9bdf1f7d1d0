"""The core of `callqa score`: a labelled call in, a scored line out. What the line states is used, the rest derived."""

from collections.abc import Sequence

from pydantic import Field

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.base import Value
from pipeline.domain.call import CallContext, CallFacts
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.score import CriterionResult, Dimension, Flag, Verdict
from pipeline.domain.transcript import SpeechQuality
from pipeline.steps.facts import SpokenTurn, facts_of
from pipeline.steps.flag import flag_results
from pipeline.steps.score import doubts_of, judge_all, kinds_of, score_dimensions
from pipeline.steps.scoring.view import CallView, HeardTurn, acts_by_turn, view_of
from rubrics.schema import FlagPolicy, Rubric


class LineAct(Value):
    """One act of a turn."""

    act: Act
    probability: float = Field(ge=0, le=1)


class LineTurn(Value):
    """The acts of one turn, in the order of the input's turns."""

    acts: tuple[LineAct, ...]


class LineVerdict(Value):
    """A criterion's verdict, the indexes of the turns that made it so, and how sure it is (0..1)."""

    verdict: Verdict
    evidence: tuple[int, ...]
    confidence: float = Field(ge=0, le=1)


class LineScore(Value):
    """A dimension's score of 0-100, None where nothing applied."""

    score: float | None
    auto_failed: bool
    score_without_auto_fail: float | None


class ScoredLine(Value):
    """One line of `callqa score`'s output. Holds no words of the call."""

    call_id: str
    turns: tuple[LineTurn, ...]
    criteria: dict[str, LineVerdict]
    dimensions: dict[Dimension, LineScore]
    flags: tuple[Flag, ...]


def score_line(
    call: LabelledCall,
    detections: Sequence[ActDetection] | None,
    rubrics: Sequence[Rubric],
    policy: FlagPolicy,
) -> ScoredLine:
    """Score one call; `detections` None takes the acts that the line itself gives."""
    acts = gold_acts(call) if detections is None else tuple(detections)
    results = judge_line(call, acts, rubrics)
    dimensions = score_dimensions(results)
    return ScoredLine(
        call_id=call.call_id,
        turns=_acts_of_turns(len(call.turns), acts),
        criteria={
            one.criterion: LineVerdict(verdict=one.verdict, evidence=one.evidence, confidence=one.confidence)
            for one in results
        },
        dimensions={
            one.dimension: LineScore(
                score=one.score, auto_failed=one.auto_failed, score_without_auto_fail=one.score_without_auto_fail
            )
            for one in dimensions
        },
        flags=flag_results(results, dimensions, acts, call.contact_type, policy),
    )


def judge_line(
    call: LabelledCall, acts: Sequence[ActDetection], rubrics: Sequence[Rubric]
) -> tuple[CriterionResult, ...]:
    """Every criterion's result for one call. A text was written by somebody who knew the words and who spoke."""
    view = view_of_line(call, acts)
    sure = SpeechQuality(
        mean_word_probability=1.0,
        fallback_share=0.0,
        speech_share=1.0,
        role_confidence=1.0,
        speakers_separated=view.speakers_separated,
    )
    return judge_all(view, rubrics, doubts_of(view, sure, "en"))


def gold_acts(call: LabelledCall) -> tuple[ActDetection, ...]:
    """The acts that the line gives, each as certain."""
    return tuple(
        ActDetection(turn=index, act=act) for index, turn in enumerate(call.turns) for act in dict.fromkeys(turn.acts)
    )


def view_of_line(call: LabelledCall, acts: Sequence[ActDetection]) -> CallView:
    """The call as the rules see it. Times count only where every turn has them."""
    timed = bool(call.turns) and all(turn.start_s is not None and turn.end_s is not None for turn in call.turns)
    found = acts_by_turn(acts)
    texts = [turn.redacted_text for turn in call.turns]
    turns = [
        HeardTurn(
            index=index,
            speaker=turn.speaker,
            acts=found.get(index, {}),
            kinds=kinds_of(turn.text, [span.label for span in turn.phi]),
            word_count=len(turn.text.split()),
            start_s=turn.start_s if timed else None,
            end_s=turn.end_s if timed else None,
        )
        for index, turn in enumerate(call.turns)
    ]
    context = CallContext(
        contact_type=call.contact_type,
        role=call.role,
        direction=call.direction,
        ivr_played_notice=call.ivr_played_notice,
        site=call.site,
    )
    return view_of(
        turns,
        context,
        _facts(call, texts, acts, timed=timed),
        pauses_known=timed or call.pauses is not None,
        speakers_separated=_overlap(call.turns) if call.speakers_separated is None else call.speakers_separated,
    )


def _facts(call: LabelledCall, texts: Sequence[str], acts: Sequence[ActDetection], *, timed: bool) -> CallFacts:
    spoken = [
        SpokenTurn(
            index=index,
            speaker=turn.speaker,
            text=texts[index],
            start_s=turn.start_s if timed else None,
            end_s=turn.end_s if timed else None,
        )
        for index, turn in enumerate(call.turns)
    ]
    derived = facts_of(spoken, acts)
    stated = {
        name: value
        for name in ("pauses", "voicemail", "settled", "payment")
        if (value := getattr(call, name)) is not None
    }
    promises = {i: frozenset(turn.promise) for i, turn in enumerate(call.turns) if turn.promise is not None}
    # A line that states any promise states them all; elsewhere the words are read.
    return derived.model_copy(update={**stated, **({"promises": promises} if promises else {})})


def _overlap(turns: Sequence[LabelledTurn]) -> bool:
    """Whether any turn starts before an earlier one ends: then they were heard apart. Where none does, nobody knows."""
    latest = 0.0
    for turn in turns:
        if turn.start_s is None or turn.end_s is None:
            return False
        if turn.start_s < latest:
            return True
        latest = max(latest, turn.end_s)
    return False


def _acts_of_turns(count: int, acts: Sequence[ActDetection]) -> tuple[LineTurn, ...]:
    return tuple(
        LineTurn(acts=tuple(LineAct(act=one.act, probability=one.probability) for one in acts if one.turn == index))
        for index in range(count)
    )
