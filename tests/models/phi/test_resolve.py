from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.phi.found import Found, Strength
from models.phi.resolve import settle
from pipeline.domain.phi import KEPT, PhiLabel

TEXT = "Odo Vint, 44 Fenn Road; 555-0100 (or Dr. Pym)."
FOUND = st.builds(
    lambda a, b, label, strength: Found(min(a, b), max(a, b) + 1, label, strength),
    st.integers(0, len(TEXT) - 1),
    st.integers(0, len(TEXT) - 1),
    st.sampled_from(list(PhiLabel)),
    st.sampled_from(list(Strength)),
)


@given(st.lists(FOUND, max_size=8))
def test_spans_are_sorted_disjoint_and_within_the_text(findings: list[Found]) -> None:
    spans = settle(TEXT, findings)
    assert all(0 <= one.start < one.end <= len(TEXT) for one in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.lists(FOUND.filter(lambda one: one.label not in KEPT), max_size=8))
def test_every_letter_and_digit_that_anything_covered_stays_covered_save_a_title(findings: list[Found]) -> None:
    spans = settle(TEXT, findings)
    title = range(TEXT.index("Dr."), TEXT.index("Pym"))
    for at, character in enumerate(TEXT):
        if at in title:
            continue
        if character.isalnum() and any(one.start <= at < one.end for one in findings):
            assert any(one.start <= at < one.end for one in spans)


def test_the_stronger_finding_keeps_its_label() -> None:
    weak = Found(0, 8, PhiLabel.STAFF, Strength.WEAK)
    strong = Found(0, 3, PhiLabel.NAME, Strength.STRONG)
    assert [one.label for one in settle(TEXT, [weak, strong])] == [PhiLabel.NAME]


def test_neighbours_of_one_label_become_one_span() -> None:
    halves = [Found(0, 3, PhiLabel.NAME, Strength.STRONG), Found(4, 8, PhiLabel.NAME, Strength.FAIR)]
    assert [(one.start, one.end) for one in settle(TEXT, halves)] == [(0, 8)]


def test_a_title_stays_outside_of_the_name() -> None:
    (span,) = settle(TEXT, [Found(TEXT.index("Dr."), TEXT.index(")."), PhiLabel.STAFF, Strength.CERTAIN)])
    assert TEXT[span.start : span.end] == "Pym"
