"""Every case that lies beside a rubric, run through the engine."""

import pytest

from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.score import CriterionResult
from pipeline.steps.score_lines import gold_acts, judge_line
from rubrics.cases import Case, CaseFile
from rubrics.loader import CASES_FILE, SHIPPED, load_rubrics, load_yaml

RUBRICS = load_rubrics()
CASES = [
    pytest.param(group.criterion, case, id=f"{group.criterion}: {case.name}")
    for path in sorted(SHIPPED.glob(f"*/{CASES_FILE}"))
    for group in load_yaml(path, CaseFile).criteria
    for case in group.cases
]


def judged(criterion: str, case: Case) -> CriterionResult:
    call = LabelledCall(
        call_id="case",
        contact_type=case.type,
        role=case.role,
        direction=case.direction,
        site=case.site,
        voicemail=case.voicemail,
        pauses=case.pauses,
        settled=case.settled,
        payment=case.payment,
        ivr_played_notice=case.ivr_played_notice,
        speakers_separated=case.separated,
        turns=tuple(
            LabelledTurn(
                speaker=turn.speaker,
                text=turn.text,
                acts=turn.acts,
                promise=tuple(case.promises[index]) if index in case.promises else None,
                start_s=turn.start_s,
                end_s=turn.end_s,
            )
            for index, turn in enumerate(case.turns)
        ),
    )
    results = judge_line(call, gold_acts(call), RUBRICS)
    return next(result for result in results if result.criterion == criterion)


@pytest.mark.parametrize(("criterion", "case"), CASES)
def test_the_case_gets_its_verdict(criterion: str, case: Case) -> None:
    result = judged(criterion, case)
    assert result.verdict == case.verdict
    if case.evidence is not None:
        assert result.evidence == case.evidence
    if case.severity is not None:
        assert result.severity == case.severity
    if case.auto_fail is not None:
        assert result.auto_fail == case.auto_fail
    assert result.reason
