"""The core of `callqa score`."""

import json

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.domain.score import Verdict
from pipeline.steps.score_lines import score_line
from rubrics.loader import load_flag_policy, load_rubrics

RUBRICS, POLICY = load_rubrics(), load_flag_policy()
LINE: dict[str, object] = {
    "call_id": "T001",
    "contact_type": "SCH",
    "role": "NC",
    "direction": "inbound",
    "some_note": "another tool's",
    "turns": [
        {
            "speaker": "agent",
            "text": "Larkfield, Ana, this call is recorded, how can I help?",
            "acts": ["introduction", "offers_help", "recording_notice"],
        },
        {"speaker": "caller", "text": "My chest is so tight.", "acts": ["red_flag.cardiac"]},
        {"speaker": "agent", "text": "I can book you for Friday.", "acts": ["downgrades"]},
        {"speaker": "caller", "text": "Okay.", "acts": []},
    ],
}


def line(**changes: object) -> LabelledCall:
    return LabelledCall.model_validate_json(json.dumps(LINE | changes))


def test_the_line_has_the_shape_that_other_tools_read() -> None:
    scored = json.loads(score_line(line(), None, RUBRICS, POLICY).model_dump_json())
    assert set(scored) == {"call_id", "turns", "criteria", "dimensions", "flags"}
    assert scored["turns"][1] == {"acts": [{"act": "red_flag.cardiac", "probability": 1.0}]}
    assert scored["criteria"]["ES-01"] == {"verdict": "not_met", "evidence": [1], "confidence": 1.0}
    assert scored["dimensions"]["escalation"]["auto_failed"] is True
    assert scored["flags"][0] == {
        "rule": "auto_fail",
        "severity": "critical",
        "criteria": ["ES-01", "ES-14"],
    }


def test_detections_given_replace_the_acts_of_the_line() -> None:
    heard = [ActDetection(turn=0, act=Act.INTRODUCTION, probability=0.6)]
    scored = score_line(line(), heard, RUBRICS, POLICY)
    assert scored.criteria["ES-01"].verdict is Verdict.NOT_APPLICABLE
    assert [len(turn.acts) for turn in scored.turns] == [1, 0, 0, 0]


def test_words_of_the_call_do_not_reach_the_line() -> None:
    assert "chest" not in score_line(line(), None, RUBRICS, POLICY).model_dump_json()


def test_a_line_without_times_or_pauses_leaves_timing_open() -> None:
    scored = score_line(line(), None, RUBRICS, POLICY)
    assert scored.criteria["EM-06"].verdict is Verdict.CANNOT_SCORE
    assert scored.criteria["EM-12"].verdict is Verdict.CANNOT_SCORE


def test_stated_pauses_are_used() -> None:
    scored = score_line(line(pauses=[{"after": 2, "kind": "silence", "seconds": 22.0}]), None, RUBRICS, POLICY)
    assert scored.criteria["EM-12"].evidence == (2,)


def timed(*times: tuple[float, float]) -> list[dict[str, object]]:
    turns = LINE["turns"]
    assert isinstance(turns, list)
    return [turn | {"start_s": start, "end_s": end} for turn, (start, end) in zip(turns, times, strict=True)]


def test_pauses_are_measured_where_the_turns_have_times() -> None:
    scored = score_line(line(turns=timed((0, 3), (3, 6), (6, 8), (32, 33))), None, RUBRICS, POLICY)
    assert scored.criteria["EM-12"].verdict is Verdict.NOT_MET


def test_overlapping_turns_show_that_the_speakers_were_separated() -> None:
    scored = score_line(line(turns=timed((0, 3), (2, 6), (6, 8), (8, 9))), None, RUBRICS, POLICY)
    assert scored.criteria["EM-06"].verdict is Verdict.MET


def test_what_the_line_states_outweighs_what_its_words_say() -> None:
    turns = [
        {"speaker": "caller", "text": "The [DATE] at ten please."},
        {"speaker": "agent", "text": "Lovely, I booked you in for the [DATE]."},
    ]
    derived = score_line(line(turns=turns), None, RUBRICS, POLICY)
    stated = score_line(line(turns=turns, settled=False), None, RUBRICS, POLICY)
    assert derived.criteria["CL-11"].verdict is Verdict.NOT_MET
    assert stated.criteria["CL-11"].verdict is Verdict.NOT_APPLICABLE


def test_identifiers_count_from_spans_as_from_placeholders() -> None:
    turns = [
        {
            "speaker": "caller",
            "text": "Dale Bran, 8/19/1957.",
            "acts": ["gives_identifier"],
            "phi": [{"start": 0, "end": 9, "label": "NAME"}, {"start": 11, "end": 20, "label": "DATE"}],
        },
        {"speaker": "agent", "text": "You are seen on Friday.", "acts": ["discloses_phi"]},
    ]
    assert score_line(line(turns=turns), None, RUBRICS, POLICY).criteria["CL-03"].verdict is Verdict.MET


def test_a_turn_that_was_redacted_before_is_not_redacted_at_the_original_offsets() -> None:
    spans = (PhiSpan(start=11, end=21, label=PhiLabel.NAME), PhiSpan(start=3, end=7, label=PhiLabel.STAFF))
    clear = LabelledTurn(speaker=Speaker.CALLER, text="Hi Dana I'm Odo Winters, hello", phi=(spans[1],))
    assert clear.redacted_text == "Hi Dana I'm Odo Winters, hello", "staff stays"
    marked = LabelledTurn(speaker=Speaker.CALLER, text="Hi Dana, I Odo Vinton", phi=spans)
    assert marked.redacted_text == "Hi Dana, I [NAME]"
    again = LabelledTurn(speaker=Speaker.CALLER, text="Hi Dana, I [NAME]", phi=spans)
    assert again.redacted_text == again.text
