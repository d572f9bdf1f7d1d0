"""The search that proves muting must itself find what is there, in every form in which it may be heard."""

import pytest

from benchmarks.phi.heard import NEAR_S, Planted, planted_in, search, tokens_of
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan, RedactedTurn
from pipeline.domain.transcript import Turn, Word

AT_S, LASTS_S = 100.0, 4.0


def said(before: str, identifier: str, after: str, label: PhiLabel) -> tuple[Planted, ...]:
    """The identifiers of a call of one turn, said between 100 and 104 s."""
    span = PhiSpan(start=len(before), end=len(before) + len(identifier), label=label)
    turn = LabelledTurn(
        speaker=Speaker.CALLER, text=before + identifier + after, phi=(span,), start_s=AT_S, end_s=AT_S + LASTS_S
    )
    return tuple(planted_in(LabelledCall(call_id="X01", turns=(turn,))))


def heard(text: str, start_s: float = AT_S) -> Turn:
    """A turn as recognised, one word every fifth of a second."""
    words = tuple(
        Word(text=word, start_s=start_s + at * 0.2, end_s=start_s + at * 0.2 + 0.2)
        for at, word in enumerate(text.split())
    )
    return Turn(
        index=0, speaker=Speaker.CALLER, start_s=start_s, end_s=start_s + 0.2 * len(words), text=text, words=words
    )


@pytest.mark.parametrize(
    ("identifier", "label", "transcript"),
    [
        pytest.param("Theresa Novak", PhiLabel.NAME, "yes my name is Theresa", id="one of two names"),
        pytest.param("Theresa Novak", PhiLabel.NAME, "yes Teresa is my name", id="a name misheard"),
        pytest.param("Farah Nasseri", PhiLabel.NAME, "it is bell and Nazari here", id="a name that sounds the same"),
        pytest.param("Delacroix", PhiLabel.NAME, "Marion de lacroi here", id="a name torn in two"),
        pytest.param("T-H-O-R-V-A-L-D", PhiLabel.NAME, "that is T-H-O-R-V-A-L-D.", id="a spelling"),
        pytest.param("T-H-O-R-V-A-L-D", PhiLabel.NAME, "that is uh O. R. V. A. yes", id="a part of a spelling"),
        pytest.param("three one nine, five five five", PhiLabel.PHONE, "on 319-555 please", id="a number in digits"),
        pytest.param("double four one, oh nine", PhiLabel.ACCOUNT, "it was 4109 I think", id="four of five digits"),
        pytest.param("oh eight, twenty nine", PhiLabel.CARD_EXPIRY, "it says eight twenty nine", id="three digits"),
        pytest.param("March twelfth", PhiLabel.DATE, "so in March then", id="the month of a date"),
        pytest.param("the thirteenth", PhiLabel.DATE, "on the 13th then", id="a day by itself"),
        pytest.param("ninety one", PhiLabel.AGE_OVER_89, "I am 91 now", id="an age"),
        pytest.param("t dot novak at example dot com", PhiLabel.EMAIL, "it is t.novicatexample.com", id="an address"),
    ],
)
def test_an_identifier_is_found_in_any_form(identifier: str, label: PhiLabel, transcript: str) -> None:
    (planted,) = said("I say ", identifier, " if you like", label)
    assert search(planted, tokens_of([heard(transcript)]))


@pytest.mark.parametrize(
    ("identifier", "label", "transcript"),
    [
        pytest.param("Theresa Novak", PhiLabel.NAME, "yes my name is and the receipt", id="no name at all"),
        pytest.param("three one nine, five five five", PhiLabel.PHONE, "on 31 or so please", id="two digits"),
        pytest.param("Orchard Street", PhiLabel.GEO, "the one on the street", id="a part that points at nobody"),
        pytest.param("the thirteenth", PhiLabel.DATE, "the one on the right", id="an article"),
    ],
)
def test_what_gives_nothing_away_is_not_found(identifier: str, label: PhiLabel, transcript: str) -> None:
    (planted,) = said("I say ", identifier, " if you like", label)
    assert search(planted, tokens_of([heard(transcript)])) == []


def test_a_word_that_is_said_in_clear_too_is_only_a_name_where_it_is_not() -> None:
    (planted,) = said("my daughter May, born in May, I mean ", "May", ", is ill", PhiLabel.NAME)
    assert search(planted, tokens_of([heard("born in May")])) == []


def test_a_long_number_is_found_anywhere_in_the_call_and_a_short_one_only_near() -> None:
    (planted,) = said("call ", "five five five, zero one seven", " please", PhiLabel.PHONE)
    far_s = AT_S - NEAR_S - 20
    assert search(planted, tokens_of([heard("it is 555-017", far_s)]))
    assert search(planted, tokens_of([heard("it is 555", far_s)])) == []
    assert search(planted, tokens_of([heard("it is 555")]))


def test_a_hit_tells_when_it_is_heard() -> None:
    (planted,) = said("I am ", "Joanna", " here", PhiLabel.NAME)
    (hit,) = search(planted, tokens_of([heard("yes I am Joanna")]))
    assert hit.at_s == pytest.approx(AT_S + 0.6)


def test_placeholders_of_a_redacted_turn_are_no_words() -> None:
    (planted,) = said("the number is ", "four four one", "", PhiLabel.ACCOUNT)
    turn = RedactedTurn(
        index=0, speaker=Speaker.CALLER, start_s=AT_S, end_s=AT_S + 1, text="the number 44 [ACCOUNT] 1 [NAME]"
    )
    assert search(planted, tokens_of([turn])) == []


def test_names_of_staff_may_be_heard() -> None:
    assert said("this is ", "Dana", " speaking", PhiLabel.STAFF) == ()


def test_a_truth_without_times_is_refused_and_not_quoted() -> None:
    turn = LabelledTurn(speaker=Speaker.CALLER, text="I am Odo")
    with pytest.raises(ValueError, match="X01: turn 0") as caught:
        planted_in(LabelledCall(call_id="X01", turns=(turn,)))
    assert "Odo" not in str(caught.value)
