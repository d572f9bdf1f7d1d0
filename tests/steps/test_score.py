"""Judging a redacted call: scores, auto-fails, doubt, confidence."""

import pytest

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import CallContext, CallFacts, ContactType, Direction, Pause, PauseKind, Role, Speaker
from pipeline.domain.phi import RedactedTranscript, RedactedTurn
from pipeline.domain.score import CriterionResult, Dimension, DimensionScore, Provenance, Scorecard, Severity, Verdict
from pipeline.domain.transcript import SpeechQuality
from pipeline.steps.score import score, score_dimensions
from rubrics.loader import load_rubrics
from rubrics.schema import Criterion, Rubric
from tests.builders import call_id, result

RUBRICS = load_rubrics()
PROVENANCE = Provenance(code_version="0.1.0", models={}, rubrics={})
CONTEXT = CallContext(contact_type=ContactType.SCH, role=Role.NC, direction=Direction.INBOUND)
SURE = SpeechQuality(
    mean_word_probability=0.9, fallback_share=0.0, speech_share=0.8, role_confidence=1.0, speakers_separated=True
)
Said = tuple[Speaker, str, dict[Act, float]]
A, C, U = Speaker.AGENT, Speaker.CALLER, Speaker.UNKNOWN
DISTRESSED: tuple[Said, ...] = (
    (A, "Larkfield, Ana here, how can I help?", {Act.INTRODUCTION: 0.9, Act.OFFERS_HELP: 0.8}),
    (C, "I am so scared about this.", {Act.DISTRESS: 0.7}),
    (A, "That sounds frightening.", {Act.NAMES_EMOTION: 0.95}),
)


def judged(
    said: tuple[Said, ...],
    *,
    context: CallContext = CONTEXT,
    facts: CallFacts | None = None,
    quality: SpeechQuality = SURE,
    language: str = "en",
    rubrics: tuple[Rubric, ...] = RUBRICS,
) -> Scorecard:
    turns = tuple(
        RedactedTurn(index=i, speaker=speaker, start_s=i * 5.0, end_s=i * 5.0 + 4, text=text)
        for i, (speaker, text, _) in enumerate(said)
    )
    transcript = RedactedTranscript(
        call_id=call_id(), duration_s=len(said) * 5.0, language=language, turns=turns, quality=quality
    )
    found = [
        ActDetection(turn=i, act=act, probability=p) for i, (_, _, acts) in enumerate(said) for act, p in acts.items()
    ]
    return score(transcript, context, found, facts or CallFacts(), rubrics, PROVENANCE)


def of(scorecard: Scorecard, criterion: str) -> CriterionResult:
    return next(one for one in scorecard.results if one.criterion == criterion)


def dimension(scorecard: Scorecard, name: Dimension) -> DimensionScore:
    return next(one for one in scorecard.dimensions if one.dimension is name)


def test_every_criterion_gets_a_verdict_and_a_reason() -> None:
    scorecard = judged(DISTRESSED)
    assert [one.criterion for one in scorecard.results] == [one.id for rubric in RUBRICS for one in rubric.criteria]
    assert all(one.reason for one in scorecard.results)


def test_the_same_call_gets_the_same_scorecard() -> None:
    assert judged(DISTRESSED) == judged(DISTRESSED)


def test_confidence_is_that_of_the_least_sure_act_that_decided() -> None:
    assert of(judged(DISTRESSED), "EM-02").confidence == 0.7


def test_confidence_falls_with_the_sureness_of_roles() -> None:
    unsure = SURE.model_copy(update={"role_confidence": 0.8})
    assert of(judged(DISTRESSED, quality=unsure), "EM-02").confidence == pytest.approx(0.56)


def test_words_of_the_call_never_reach_the_reasons() -> None:
    said = ((A, "canaryword", {Act.ABUSIVE: 1.0}), (C, "canaryword", {Act.RED_FLAG_STROKE: 1.0}))
    assert "canaryword" not in judged(said).model_dump_json()


def test_the_kind_of_red_flag_is_reported() -> None:
    said = ((C, "My face hangs.", {Act.RED_FLAG_STROKE: 1.0}), (A, "Call 911.", {Act.EMERGENCY_DIRECTIVE: 1.0}))
    assert "stroke" in of(judged(said), "ES-01").reason


def test_an_auto_fail_sets_its_dimension_to_zero_and_keeps_the_score_beside_it() -> None:
    said = (*DISTRESSED, (A, "Take two of them.", {Act.CLINICAL_ADVICE: 1.0}))
    compliance = dimension(judged(said), Dimension.COMPLIANCE)
    assert compliance.auto_failed
    assert compliance.score == 0
    assert compliance.score_without_auto_fail is not None
    assert compliance.score_without_auto_fail > 0
    assert not dimension(judged(said), Dimension.EMPATHY).auto_failed


def test_scores_follow_the_weights_and_leave_out_what_was_not_judged() -> None:
    results = (
        result("EM-01", Verdict.MET, severity=Severity.MINOR),
        result("EM-02", Verdict.NOT_MET, severity=Severity.MODERATE),
        result("EM-13", Verdict.MET, severity=Severity.MAJOR),
        result("EM-10", Verdict.NOT_APPLICABLE, severity=Severity.CRITICAL),
        result("EM-06", Verdict.CANNOT_SCORE, severity=Severity.CRITICAL),
    )
    empathy, escalation, _ = score_dimensions(results)
    assert empathy.score == pytest.approx(100 * 5 / 7, abs=0.01)
    assert escalation.score is None


def test_a_special_case_can_make_an_auto_fail() -> None:
    said = ((C, "I can't breathe.", {Act.RED_FLAG_BREATHING: 1.0}), (A, "One moment.", {Act.COLD_TRANSFER: 1.0}))
    handed_over = of(judged(said), "ES-12")
    assert (handed_over.severity, handed_over.auto_fail) == (Severity.CRITICAL, True)


@pytest.mark.parametrize(("sites", "auto_fail"), [((), False), (("North",), True), (("*",), True), (("South",), False)])
def test_a_site_can_make_the_recording_notice_an_auto_fail(sites: tuple[str, ...], auto_fail: bool) -> None:
    def changed(criterion: Criterion) -> Criterion:
        return criterion.model_copy(update={"auto_fail_at_sites": sites}) if criterion.id == "CL-01" else criterion

    rubrics = tuple(
        rubric.model_copy(update={"criteria": tuple(changed(one) for one in rubric.criteria)}) for rubric in RUBRICS
    )
    context = CONTEXT.model_copy(update={"site": "North"})
    scorecard = judged(DISTRESSED, context=context, rubrics=rubrics)
    assert of(scorecard, "CL-01").verdict is Verdict.NOT_MET
    assert of(scorecard, "CL-01").auto_fail is auto_fail
    assert dimension(scorecard, Dimension.COMPLIANCE).auto_failed is auto_fail


def test_unsure_roles_leave_only_what_does_not_hang_on_them() -> None:
    unsure = SURE.model_copy(update={"role_confidence": 0.55})
    scorecard = judged(DISTRESSED, quality=unsure)
    judged_ones = {one.criterion for one in scorecard.results if one.verdict in (Verdict.MET, Verdict.NOT_MET)}
    assert judged_ones == {"CL-01", "EM-12"}
    assert "who is the agent" in of(scorecard, "EM-13").reason


def test_poorly_recognised_words_leave_nothing_to_judge() -> None:
    poor = SURE.model_copy(update={"mean_word_probability": 0.3})
    assert {one.verdict for one in judged(DISTRESSED, quality=poor).results} == {Verdict.CANNOT_SCORE}


def test_another_language_is_not_judged() -> None:
    assert {one.verdict for one in judged(DISTRESSED, language="es").results} == {Verdict.CANNOT_SCORE}


def test_a_call_without_turns_is_not_judged() -> None:
    assert {one.verdict for one in judged(()).results} == {Verdict.CANNOT_SCORE}


def test_without_a_caller_nothing_that_hangs_on_roles_passes() -> None:
    scorecard = judged(((A, "Hello, are you there?", {}), (A, "I hang up now.", {})))
    assert of(scorecard, "EM-13").verdict is Verdict.CANNOT_SCORE


def test_mostly_unknown_speakers_are_never_silently_a_pass() -> None:
    scorecard = judged(((A, "Hello.", {}), (C, "Hi.", {}), (U, "I will tell you all about it in a minute.", {})))
    assert of(scorecard, "CL-16").verdict is Verdict.CANNOT_SCORE


def test_one_unknown_murmur_does_not_stop_the_judging() -> None:
    said = (*DISTRESSED, (C, "Thank you so much, that is kind of you to say.", {}), (U, "Mm.", {}))
    assert of(judged(said), "CL-16").verdict is Verdict.MET


def test_an_unknown_speaker_who_would_change_the_verdict_makes_it_unsure() -> None:
    said = (
        *DISTRESSED,
        (C, "I want to know what happens now with the scan.", {}),
        (U, "Calm down.", {Act.DISMISSES: 0.9}),
    )
    assert of(judged(said), "EM-13").verdict is Verdict.CANNOT_SCORE


def test_an_unknown_type_stops_only_the_criteria_that_hang_on_it() -> None:
    scorecard = judged(DISTRESSED, context=CONTEXT.model_copy(update={"contact_type": None}))
    assert of(scorecard, "EM-05").verdict is Verdict.CANNOT_SCORE
    assert of(scorecard, "EM-02").verdict is Verdict.MET
    assert of(scorecard, "CL-04").verdict is Verdict.NOT_APPLICABLE


def test_an_unknown_role_stops_clinical_advice_but_not_its_absence_of_a_trigger() -> None:
    scorecard = judged(DISTRESSED, context=CONTEXT.model_copy(update={"role": None}))
    assert of(scorecard, "CL-09").verdict is Verdict.CANNOT_SCORE
    assert of(scorecard, "EM-13").verdict is Verdict.MET


def test_an_outreach_call_is_outbound_where_the_manifest_does_not_say() -> None:
    context = CallContext(contact_type=ContactType.OUT, role=Role.NC)
    said = ((A, "This is Ana from Larkfield.", {Act.INTRODUCTION: 1.0}), (C, "Yes?", {}))
    assert of(judged(said, context=context), "EM-01").verdict is Verdict.MET


def test_a_callers_words_never_count_as_the_agents_doing() -> None:
    said = ((A, "Hello.", {}), (C, "That sounds awful.", {Act.NAMES_EMOTION: 1.0, Act.ABUSIVE: 1.0}))
    assert of(judged(said), "CL-16").verdict is Verdict.MET


def test_identifiers_are_told_apart_by_their_placeholders() -> None:
    said = (
        (C, "I am [NAME], born [DATE].", {Act.GIVES_IDENTIFIER: 0.9}),
        (A, "You are seen on Tuesday.", {Act.DISCLOSES_PHI: 0.8}),
    )
    verified = of(judged(said), "CL-03")
    assert (verified.verdict, verified.evidence, verified.confidence) == (Verdict.MET, (0, 1), 0.8)


def test_silences_come_from_the_facts() -> None:
    facts = CallFacts(pauses=(Pause(after=1, kind=PauseKind.SILENCE, seconds=24),))
    assert of(judged(DISTRESSED, facts=facts), "EM-12").evidence == (1,)
