"""Why a call goes to a person."""

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import ContactType
from pipeline.domain.score import Dimension, DimensionScore, Scorecard, Severity, Verdict
from pipeline.steps.flag import flag
from rubrics.loader import load_flag_policy
from tests.builders import context, result, scorecard

POLICY = load_flag_policy()


def rules(card: Scorecard, contact_type: ContactType | None = ContactType.SCH) -> list[str]:
    return [one.rule for one in flag(card, context(contact_type=contact_type), POLICY)]


def test_a_good_call_raises_no_flag() -> None:
    assert rules(scorecard()) == []


def test_a_failed_auto_fail_comes_first_and_names_its_criteria() -> None:
    failed = result("CL-09", Verdict.NOT_MET, severity=Severity.CRITICAL, auto_fail=True)
    card = scorecard(results=(failed, result("EM-02", Verdict.CANNOT_SCORE)))
    first, second = flag(card, context(), POLICY)
    assert (first.rule, first.severity, first.criteria) == ("auto_fail", Severity.CRITICAL, ("CL-09",))
    assert (second.rule, second.criteria) == ("cannot_score", ("EM-02",))


def test_a_met_auto_fail_criterion_is_no_flag() -> None:
    assert rules(scorecard(results=(result("CL-09", Verdict.MET, auto_fail=True),))) == []


def test_any_red_flag_is_flagged_however_well_it_was_handled() -> None:
    heard = (ActDetection(turn=4, act=Act.RED_FLAG_STROKE, probability=0.4),)
    handled = result("ES-01", Verdict.MET, severity=Severity.MINOR, evidence=(4, 5))
    (raised,) = flag(scorecard(results=(handled,), acts=heard), context(), POLICY)
    assert (raised.rule, raised.criteria) == ("red_flag", ("ES-01",))


def test_a_dimension_is_held_to_the_threshold_of_its_book() -> None:
    thresholds = POLICY.thresholds
    between = (thresholds.administrative.escalation + thresholds.clinical.escalation) / 2
    lost = result("ES-15", Verdict.NOT_MET)
    card = scorecard(results=(lost,), scores=(100.0, between, 100.0))
    assert rules(card, ContactType.SCH) == []
    assert rules(card, ContactType.TRI) == ["escalation_below_threshold"]
    assert rules(card, None) == ["escalation_below_threshold"]


def test_a_score_at_the_threshold_is_no_flag() -> None:
    assert rules(scorecard(scores=(float(POLICY.thresholds.administrative.empathy), 100.0, 100.0))) == []


def test_an_auto_failed_dimension_is_below_its_threshold_too() -> None:
    failed = result("CL-16", Verdict.NOT_MET, severity=Severity.CRITICAL, auto_fail=True)
    dimensions = (
        DimensionScore(dimension=Dimension.COMPLIANCE, score=0, auto_failed=True, score_without_auto_fail=92.0),
    )
    card = scorecard(results=(failed,), dimensions=dimensions)
    assert rules(card) == ["auto_fail", "compliance_below_threshold"]


def test_what_a_recording_can_never_answer_is_no_flag() -> None:
    assert rules(scorecard(results=(result("EM-06", Verdict.CANNOT_SCORE),))) == []


def test_an_unsure_verdict_on_a_critical_criterion_is_flagged() -> None:
    unsure = result("CL-03", Verdict.MET, severity=Severity.CRITICAL, confidence=0.4)
    minor = result("EM-01", Verdict.MET, severity=Severity.MINOR, confidence=0.1)
    (raised,) = flag(scorecard(results=(unsure, minor)), context(), POLICY)
    assert (raised.rule, raised.criteria) == ("low_confidence", ("CL-03",))


def test_flags_stand_most_severe_first() -> None:
    heard = (ActDetection(turn=0, act=Act.RED_FLAG_CARDIAC),)
    card = scorecard(
        results=(result("EM-02", Verdict.CANNOT_SCORE), result("EM-13", Verdict.NOT_MET)),
        scores=(10.0, 10.0, 100.0),
        acts=heard,
    )
    order = [list(Severity).index(one.severity) for one in flag(card, context(), POLICY)]
    assert order == sorted(order)
    assert len(order) == 4
