"""Facts read from the words and times of a redacted call."""

import pytest

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import Pause, PauseKind, Speaker
from pipeline.steps.facts import SpokenTurn, establish_facts, facts_of
from tests.builders import redacted

A, C, O = Speaker.AGENT, Speaker.CALLER, Speaker.OTHER  # noqa: E741  one letter a speaker, as in the cases


def turns(*spoken: tuple[Speaker, str]) -> list[SpokenTurn]:
    return [SpokenTurn(index, speaker, text) for index, (speaker, text) in enumerate(spoken)]


def did(turn: int, act: Act) -> ActDetection:
    return ActDetection(turn=turn, act=act)


def timed(*spoken: tuple[Speaker, str, float, float]) -> list[SpokenTurn]:
    return [SpokenTurn(index, *one) for index, one in enumerate(spoken)]


def test_pauses_come_from_the_times_of_the_turns() -> None:
    facts = establish_facts(redacted(), ())
    assert facts.pauses == ()  # one second between turns is breath


def test_a_silence_stands_after_the_turn_before_it() -> None:
    facts = facts_of(timed((A, "Let me read this.", 0, 2), (C, "Okay.", 14, 15)), ())
    assert facts.pauses == (Pause(after=0, kind=PauseKind.SILENCE, seconds=12.0),)


@pytest.mark.parametrize("words", ["Please hold.", "Hang on, let me look.", "I'll put you on a brief hold."])
def test_a_pause_that_was_announced_is_a_hold(words: str) -> None:
    facts = facts_of(timed((A, words, 0, 2), (C, "Sure.", 2, 3), (A, "Thanks.", 13, 14)), ())
    assert [(pause.after, pause.kind) for pause in facts.pauses] == [(1, PauseKind.HOLD)]


def test_a_pause_that_was_asked_for_is_a_hold() -> None:
    spoken = timed((A, "Would that be alright?", 0, 2), (A, "Thanks.", 12, 14))
    assert facts_of(spoken, [did(0, Act.ASKS_HOLD)]).pauses[0].kind is PauseKind.HOLD


def test_half_a_minute_is_a_hold_in_any_case() -> None:
    assert facts_of(timed((A, "So.", 0, 2), (C, "Hello?", 32, 33)), ()).pauses[0].kind is PauseKind.HOLD


def test_overlaps_hide_no_pause() -> None:
    spoken = timed((C, "It began on Sunday.", 0, 10), (A, "Mm.", 2, 3), (A, "I see.", 12, 13))
    assert facts_of(spoken, ()).pauses == ()


def test_turns_without_times_have_no_pauses() -> None:
    assert facts_of(turns((A, "Please hold."), (A, "Thanks.")), ()).pauses == ()


@pytest.mark.parametrize(
    "spoken",
    [
        ((O, "Leave a message after the tone."), (A, "Hello, please call us.")),
        ((C, "You have reached the mailbox of [PHONE]."), (A, "Hello, please call us.")),
        ((O, "We can't get to the phone."), (A, "Please call."), (O, "You have thirty seconds remaining.")),
        ((C, "Hi, it's [NAME]."), (C, "Leave a message after the beep."), (A, "Please call Larkfield.")),
    ],
)
def test_a_machine_that_takes_the_call_is_a_voicemail(spoken: tuple[tuple[Speaker, str], ...]) -> None:
    assert facts_of(turns(*spoken), ()).voicemail


@pytest.mark.parametrize(
    "spoken",
    [
        ((C, "She's not available."), (A, "I'll call again, thank you.")),
        ((O, "Leave a message after the tone."), (C, "Hello? I'm here!"), (A, "Oh, hello.")),
        ((A, "Larkfield, how can I help?"), (C, "I left you a message.")),
        ((A, "The nurse is out."), (O, "Please leave a message."), (C, "Hm, okay.")),
    ],
)
def test_a_call_that_a_person_takes_is_none(spoken: tuple[tuple[Speaker, str], ...]) -> None:
    assert not facts_of(turns(*spoken), ()).voicemail


@pytest.mark.parametrize(
    "spoken",
    [
        ((C, "The [DATE] half four please."), (A, "Lovely, booked you in.")),
        ((A, "I have Tuesday at ten."), (C, "That works.")),
        ((A, "What's your number?"), (C, "It's [PHONE].")),
        ((C, "The forty milligrams."), (A, "Okay, the refill is sent.")),
    ],
)
def test_values_that_are_fixed_in_the_call_are_settled(spoken: tuple[tuple[Speaker, str], ...]) -> None:
    assert facts_of(turns(*spoken), ()).settled


@pytest.mark.parametrize(
    ("spoken", "acts"),
    [
        (((C, "What are your hours?"), (A, "Eight to five.")), ()),
        (((C, "When am I seen?"), (A, "I have you down for [DATE].")), (did(1, Act.DISCLOSES_PHI),)),
        (((A, "Your number?"), (C, "It's [PHONE].")), (did(1, Act.GIVES_IDENTIFIER),)),
    ],
)
def test_what_stood_in_the_record_or_identifies_is_not_settled(
    spoken: tuple[tuple[Speaker, str], ...], acts: tuple[ActDetection, ...]
) -> None:
    assert not facts_of(turns(*spoken), acts).settled


def test_a_read_back_shows_that_something_was_settled() -> None:
    assert facts_of(turns((A, "Got it.")), [did(0, Act.READS_BACK)]).settled


def test_card_acts_and_receipts_show_a_payment() -> None:
    assert facts_of(turns((A, "The code?")), [did(0, Act.REQUESTS_CARD)]).payment
    assert facts_of(turns((O, "Your payment of forty dollars was accepted.")), ()).payment
    assert not facts_of(turns((C, "I will pay by card next month.")), ()).payment


def parts(*spoken: tuple[Speaker, str]) -> frozenset[str]:
    """What the promise in the first turn says."""
    return facts_of(turns(*spoken), [did(0, Act.CALLBACK_PROMISE)]).promises[0]


def test_a_whole_promise_says_who_when_and_number() -> None:
    assert parts((A, "Renee will call you today before 4:30 at [PHONE].")) == {"who", "when", "number"}
    assert parts((A, "[STAFF] will call you today before 4:30 at [PHONE].")) == {"who", "when", "number"}


def test_the_number_may_follow_within_three_agent_turns() -> None:
    asked = (A, "I'll call you myself tomorrow, what's the number?")
    assert "number" in parts(asked, (C, "It's [PHONE]."), (A, "Thanks."))
    assert "number" not in parts(asked, (A, "So."), (A, "Well."), (A, "Right."), (C, "It's [PHONE]."))


def test_somebody_is_nobody() -> None:
    assert parts((A, "Somebody will call you back.")) == frozenset()
    assert "who" in parts((A, "Somebody from intake will call you."))


def test_later_is_no_time() -> None:
    assert "when" not in parts((A, "The nurse will call you when she can."))
    assert "when" in parts((A, "The nurse will call you inside the half hour."))
