import json
from collections.abc import Sequence

import pytest

from pipeline.domain.phi import PhiLabel, PhiSpan, StaffNames
from pipeline.errors import BadInputError
from pipeline.steps.redact import RedactionPolicy
from pipeline.steps.redact_lines import redact_line
from tests.fakes import OneLook

TEXT = "Odo Vint speaking, Fennick Clinic."
SPANS = [
    PhiSpan(start=0, end=8, label=PhiLabel.NAME),
    PhiSpan(start=19, end=33, label=PhiLabel.ORG),
]


class EveryTurnTheSame(OneLook):
    """A PhiDetector that finds the same spans in each turn."""

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        return [list(SPANS) for _ in texts]


def line_of(**turn: object) -> str:
    call = {
        "call_id": "T1",
        "contact_type": "SCH",
        "mood": "calm",
        "turns": [{"speaker": "caller", "text": TEXT, **turn}],
    }
    return json.dumps(call)


def redacted(line: str, policy: RedactionPolicy | None = None) -> dict[str, object]:
    call = json.loads(redact_line(line, 1, EveryTurnTheSame(), policy or RedactionPolicy()))
    assert isinstance(call, dict)
    return call


def test_a_turn_keeps_its_speaker_and_lists_what_is_hidden_by_offsets_into_the_original() -> None:
    assert redacted(line_of())["turns"] == [
        {
            "speaker": "caller",
            "text": "[NAME] speaking, Fennick Clinic.",
            "phi": [{"start": 0, "end": 8, "label": "NAME"}],
        }
    ]


def test_with_staff_hidden_organisations_are_hidden_and_listed() -> None:
    (turn,) = redacted(line_of(), RedactionPolicy(staff_names=StaffNames.HIDE, keep_organisation=False))["turns"]  # type: ignore[misc, attr-defined]
    assert turn["text"] == "[NAME] speaking, [ORG]."
    assert [one["label"] for one in turn["phi"]] == ["NAME", "ORG"]


def test_every_other_field_comes_back_as_it_was_even_one_unknown_to_us() -> None:
    call = redacted(line_of(acts=["gives_identifier"], start_s=1.5, tag={"a": [1, None]}))
    assert call["mood"] == "calm"
    assert call["contact_type"] == "SCH"
    (turn,) = call["turns"]  # type: ignore[misc, attr-defined]
    assert (turn["acts"], turn["start_s"], turn["tag"]) == (["gives_identifier"], 1.5, {"a": [1, None]})


def test_words_in_clear_beside_the_text_do_not_come_back() -> None:
    line = line_of(words=[{"text": "Odo", "start_s": 0, "end_s": 1}])
    assert "Odo" not in redact_line(line, 1, EveryTurnTheSame(), RedactionPolicy())


def test_labels_in_the_input_are_replaced_by_what_was_found() -> None:
    (turn,) = redacted(line_of(phi=[{"start": 9, "end": 17, "label": "DATE"}]))["turns"]  # type: ignore[misc, attr-defined]
    assert [one["label"] for one in turn["phi"]] == ["NAME"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param('{"call_id": "T1", "turns": [', "line 7: not a JSON object", id="broken JSON"),
        pytest.param('"Odo Vint"', "line 7: call", id="not an object"),
        pytest.param('{"turns": []}', "line 7: call_id: Field required", id="no id"),
        pytest.param(
            '{"call_id": "T1", "turns": [{"speaker": "Odo", "text": "x"}]}', "turns.0.speaker", id="bad speaker"
        ),
        pytest.param(
            '{"call_id": "T1", "turns": [{"speaker": "agent", "text": ["Odo"]}]}', "turns.0.text", id="bad text"
        ),
    ],
)
def test_a_bad_line_is_named_by_number_and_field_and_never_repeated(line: str, place: str) -> None:
    with pytest.raises(BadInputError) as caught:
        redact_line(line, 7, EveryTurnTheSame(), RedactionPolicy())
    assert place in str(caught.value)
    assert "Odo" not in str(caught.value)
    assert caught.value.__context__ is None


class NeverClean(EveryTurnTheSame):
    """A PhiDetector that each time finds one more character, however much is hidden."""

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        return [[PhiSpan(start=len(text) - 1, end=len(text), label=PhiLabel.NAME)] for text in texts]


def test_a_call_that_cannot_be_made_clean_comes_back_hidden_whole_and_says_so() -> None:
    withheld: list[str] = []
    out = redact_line(line_of(), 1, NeverClean(), RedactionPolicy(), on_withheld=withheld.append)
    call = json.loads(out)
    assert call["withheld"] == "leak_suspected"
    assert [turn["text"] for turn in call["turns"]] == ["[OTHER_ID]"]
    assert call["turns"][0]["phi"] == [{"start": 0, "end": len(TEXT), "label": "OTHER_ID"}]
    assert withheld == ["T1"]
