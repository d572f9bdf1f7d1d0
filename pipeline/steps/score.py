"""Judge a redacted call against the rubrics: a verdict per criterion with its evidence, and the three scores."""

from collections.abc import Mapping, Sequence

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import CallContext, CallFacts, Speaker
from pipeline.domain.phi import PhiLabel, RedactedTranscript, RedactedTurn
from pipeline.domain.score import (
    CriterionResult,
    Dimension,
    DimensionScore,
    Provenance,
    Scorecard,
    Verdict,
)
from pipeline.domain.transcript import SpeechQuality
from pipeline.steps.scoring.judge import Doubts, judge
from pipeline.steps.scoring.view import CallView, HeardTurn, acts_by_turn, view_of
from rubrics.schema import Rubric

# Below these a call is not judged. A wrong word in two, and acts are guesswork; roles as good as tossed are no roles.
MIN_WORD_PROBABILITY = 0.4
MIN_ROLE_CONFIDENCE = 0.7
MAX_UNKNOWN_SHARE = 0.2


def score(
    transcript: RedactedTranscript,
    context: CallContext,
    detections: Sequence[ActDetection],
    facts: CallFacts,
    rubrics: Sequence[Rubric],
    provenance: Provenance,
) -> Scorecard:
    """Every criterion's verdict, and each dimension's score of 0-100 by weight. Pure; same input, same scorecard."""
    acts = acts_by_turn(detections)
    timed = any(turn.end_s > 0 for turn in transcript.turns)
    turns = [heard_turn(turn, acts.get(turn.index, {}), timed=timed) for turn in transcript.turns]
    view = view_of(turns, context, facts, pauses_known=timed, speakers_separated=transcript.quality.speakers_separated)
    results = judge_all(view, rubrics, doubts_of(view, transcript.quality, transcript.language))
    return Scorecard(
        call_id=transcript.call_id,
        acts=tuple(detections),
        facts=facts,
        results=results,
        dimensions=score_dimensions(results),
        provenance=provenance,
    )


def heard_turn(turn: RedactedTurn, acts: Mapping[Act, float], *, timed: bool) -> HeardTurn:
    """A turn as the rules see it: the kinds of PHI in it, from its spans or its placeholders, and no words."""
    return HeardTurn(
        index=turn.index,
        speaker=turn.speaker,
        acts=acts,
        kinds=kinds_of(turn.text, [span.label for span in turn.phi]),
        word_count=len(turn.text.split()),
        start_s=turn.start_s if timed else None,
        end_s=turn.end_s if timed else None,
    )


def kinds_of(text: str, labels: Sequence[PhiLabel]) -> frozenset[PhiLabel]:
    """The kinds of PHI that a turn holds, spans and placeholders taken together."""
    return frozenset(labels) | {label for label in PhiLabel if label.placeholder in text}


def doubts_of(view: CallView, quality: SpeechQuality, language: str) -> Doubts:
    """Why the call, or whatever hangs on who speaks, cannot be judged."""
    about_all = ""
    if not view.turns:
        about_all = "nobody speaks"
    elif not language.lower().startswith("en"):
        about_all = "the call is not in English, the only language whose acts are known"
    elif quality.mean_word_probability < MIN_WORD_PROBABILITY:
        about_all = "the words were recognised too poorly"
    return Doubts(about_all, _about_roles(view, quality), quality.role_confidence)


def _about_roles(view: CallView, quality: SpeechQuality) -> str:
    words = dict.fromkeys(Speaker, 0)
    for turn in view.turns:
        words[turn.speaker] += turn.word_count
    if quality.role_confidence < MIN_ROLE_CONFIDENCE:
        return "it is unsure who is the agent"
    if words[Speaker.UNKNOWN] > MAX_UNKNOWN_SHARE * max(1, sum(words.values())):
        return "too much is said by nobody knows whom"
    speakers = {turn.speaker for turn in view.turns}
    if Speaker.AGENT not in speakers:
        return "no agent is heard"
    if Speaker.CALLER not in speakers and not view.facts.voicemail:
        return "no caller is heard"
    return ""


def judge_all(view: CallView, rubrics: Sequence[Rubric], doubts: Doubts) -> tuple[CriterionResult, ...]:
    """Every criterion of every rubric, in the rubrics' order."""
    return tuple(
        judge(criterion, rubric.dimension, view, doubts) for rubric in rubrics for criterion in rubric.criteria
    )


def score_dimensions(results: Sequence[CriterionResult]) -> tuple[DimensionScore, ...]:
    """Met weight over judged weight, times 100; what is not applicable or cannot be scored leaves the denominator."""
    return tuple(_score_dimension(dimension, results) for dimension in Dimension)


def _score_dimension(dimension: Dimension, results: Sequence[CriterionResult]) -> DimensionScore:
    judged = [
        result
        for result in results
        if result.dimension is dimension and result.verdict in (Verdict.MET, Verdict.NOT_MET)
    ]
    total = sum(result.severity.weight for result in judged)
    gained = sum(result.severity.weight for result in judged if result.verdict is Verdict.MET)
    plain = round(100 * gained / total, 2) if total else None
    failed = any(result.auto_fail and result.verdict is Verdict.NOT_MET for result in judged)
    return DimensionScore(
        dimension=dimension, score=0.0 if failed else plain, auto_failed=failed, score_without_auto_fail=plain
    )
