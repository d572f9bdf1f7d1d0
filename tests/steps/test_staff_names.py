from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.phi import PhiLabel, PhiSpan, StaffNames
from pipeline.steps.redact import RedactionPolicy, mask
from pipeline.steps.staff_names import without_first_names


def marked(*texts: str) -> tuple[list[str], list[list[PhiSpan]]]:
    """Texts in which <…> stands around names of staff, and the spans of those."""
    plain, spans = [], []
    for text in texts:
        said, found = "", []
        for at, piece in enumerate(text.replace(">", "<").split("<")):
            if at % 2:
                found.append(PhiSpan(start=len(said), end=len(said) + len(piece), label=PhiLabel.STAFF))
            said += piece
        plain.append(said)
        spans.append(found)
    return plain, spans


def redacted(*texts: str) -> list[str]:
    plain, spans = marked(*texts)
    hidden = RedactionPolicy(staff_names=StaffNames.FIRST_NAMES).hidden_of(plain, spans)
    return [mask(text, one) for text, one in zip(plain, hidden, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is <Maya>.", "This is Maya."),
        ("This is <Maya Quill>, hello.", "This is Maya [STAFF], hello."),
        ("this is <maya> <quill>", "this is maya [STAFF]"),
        ("<Maya R. Quill-Osgood> here", "Maya [STAFF] here"),
        ("<Anne-Marie Quill> here", "Anne-Marie [STAFF] here"),
        ("with Dr. <Pham>.", "with Dr. [STAFF]."),
        ("with <Dr. Pham>.", "with Dr. [STAFF]."),
        ("with doctor <pham>'s nurse", "with doctor [STAFF]'s nurse"),
        ("with Dr. <Priya Pham>.", "with Dr. Priya [STAFF]."),
        ("with Dr. <de la Cruz>.", "with Dr. [STAFF]."),
        ("ask nurse <Ellwood>", "ask nurse [STAFF]"),
        ("this is <Maya>. <Maya>, yes", "this is Maya. Maya, yes"),
        ("<Maya>, <Quentin> and I", "Maya, Quentin and I"),
    ],
)
def test_of_a_name_of_staff_the_first_name_stays(text: str, expected: str) -> None:
    assert redacted(text) == [expected]


def test_a_surname_by_itself_is_known_by_the_turn_that_says_the_whole_name() -> None:
    assert redacted("<Quill> is here", "I mean <Maya Quill>", "<Maya> then") == [
        "[STAFF] is here",
        "I mean Maya [STAFF]",
        "Maya then",
    ]


def test_a_nurses_first_name_stays_where_another_turn_says_it_without_the_title() -> None:
    assert redacted("This is <Ellie>", "Thank you, nurse <Ellie>") == ["This is Ellie", "Thank you, nurse Ellie"]


def test_a_doctors_one_name_is_hidden_in_every_turn() -> None:
    assert redacted("I see Dr. <Grace>", "so <Grace> said") == ["I see Dr. [STAFF]", "so [STAFF] said"]


def test_what_a_list_names_is_hidden_whole_whatever_the_site_keeps_and_the_list_is_not_told() -> None:
    spans = [[PhiSpan(start=0, end=4, label=PhiLabel.STAFF, listed=True)]]
    assert without_first_names(["Maya"], spans) == spans
    for policy in (RedactionPolicy(staff_names=StaffNames.KEEP), RedactionPolicy()):
        assert policy.hidden_of(["Maya"], spans) == [[PhiSpan(start=0, end=4, label=PhiLabel.STAFF)]]


@st.composite
def calls(draw: st.DrawFn) -> tuple[list[str], list[list[PhiSpan]]]:
    texts = draw(st.lists(st.text(alphabet="abÉ .-'D r1\u00a0", max_size=30), max_size=4))
    spans: list[list[PhiSpan]] = []
    for text in texts:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        labels = st.sampled_from([PhiLabel.STAFF, PhiLabel.STAFF, PhiLabel.NAME])
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        spans.append([PhiSpan(start=start, end=end, label=draw(labels)) for start, end in pairs])
    return texts, spans


@given(calls())
def test_what_is_left_lies_in_order_within_the_names_that_were_found(
    call: tuple[list[str], list[list[PhiSpan]]],
) -> None:
    texts, found = call
    result = without_first_names(texts, found)
    for text, before, after in zip(texts, found, result, strict=True):
        assert all(0 <= one.start < one.end <= len(text) for one in after)
        assert all(a.end <= b.start for a, b in pairwise(after))
        assert _of(before, PhiLabel.NAME) == _of(after, PhiLabel.NAME)
        inside = {at for one in before for at in range(one.start, one.end)}
        letters = {at for one in after for at in range(one.start, one.end) if text[at].isalnum()}
        assert letters <= inside


def _of(spans: Sequence[PhiSpan], label: PhiLabel) -> list[PhiSpan]:
    return [span for span in spans if span.label is label]
