from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.phi.found import Found, Strength
from models.phi.resolve import MAY_STAY, settle
from pipeline.domain.phi import PhiLabel

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


@given(st.lists(FOUND.filter(lambda one: one.label not in MAY_STAY), max_size=8))
def test_every_letter_and_digit_that_anything_covered_stays_covered(findings: list[Found]) -> None:
    spans = settle(TEXT, findings)
    for at, character in enumerate(TEXT):
        if character.isalnum() and any(one.start <= at < one.end for one in findings):
            assert any(one.start <= at < one.end for one in spans)


def test_the_stronger_finding_keeps_its_label() -> None:
    weak = Found(0, 8, PhiLabel.STAFF, Strength.WEAK)
    strong = Found(0, 3, PhiLabel.NAME, Strength.STRONG)
    assert [one.label for one in settle(TEXT, [weak, strong])] == [PhiLabel.NAME]
