"""The control sample of unflagged calls."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.call import ContactType
from pipeline.domain.ids import CallId
from pipeline.steps.sample import UnflaggedCall, choose_control_sample, control_flag
from rubrics.loader import load_flag_policy

CALLS = [
    UnflaggedCall(call_id=CallId(f"call-{number}"), contact_type=list(ContactType)[number % 7])
    for number in range(7000)
]


def test_the_same_call_gets_the_same_draw_in_any_batch() -> None:
    whole = choose_control_sample(CALLS, seed=7)
    parts = [choose_control_sample(CALLS[at : at + 137], seed=7) for at in range(0, len(CALLS), 137)]
    assert whole == frozenset().union(*parts)


def test_each_contact_type_is_drawn_at_about_the_share() -> None:
    drawn = choose_control_sample(CALLS, seed=7)
    for contact_type in ContactType:
        of_type = [call for call in CALLS if call.contact_type is contact_type]
        share = sum(call.call_id in drawn for call in of_type) / len(of_type)
        # 1000 calls at 5 %: a standard deviation is 0.7 points.
        assert 0.025 < share < 0.075


def test_a_contact_type_can_have_a_share_of_its_own() -> None:
    drawn = choose_control_sample(CALLS, seed=7, shares={ContactType.TRI: 1.0, ContactType.SCH: 0.0})
    assert {call.call_id for call in CALLS if call.contact_type is ContactType.TRI} <= drawn
    assert not {call.call_id for call in CALLS if call.contact_type is ContactType.SCH} & drawn


def test_another_seed_draws_other_calls() -> None:
    assert choose_control_sample(CALLS, seed=7) != choose_control_sample(CALLS, seed=8)


def test_calls_of_unknown_type_are_drawn_too() -> None:
    unknown = [UnflaggedCall(call_id=CallId(f"call-{number}")) for number in range(1000)]
    assert choose_control_sample(unknown, seed=7)


@given(low=st.floats(0, 1), high=st.floats(0, 1), seed=st.integers())
def test_a_higher_share_only_ever_adds_calls(low: float, high: float, seed: int) -> None:
    few, many = sorted((low, high))
    calls = CALLS[:50]
    assert choose_control_sample(calls, share=few, seed=seed) <= choose_control_sample(calls, share=many, seed=seed)


def test_no_share_draws_nobody_and_a_full_share_everybody() -> None:
    assert choose_control_sample(CALLS, share=0.0, seed=1) == frozenset()
    assert len(choose_control_sample(CALLS, share=1.0, seed=1)) == len(CALLS)


def test_the_flag_of_a_drawn_call_says_so() -> None:
    assert control_flag(load_flag_policy()).rule == "control_sample"
