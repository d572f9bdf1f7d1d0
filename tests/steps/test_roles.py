"""Who is the agent is told from what is said, and left open where nothing tells."""

import pytest

from pipeline.domain.call import Speaker
from pipeline.steps.roles import SURE, RoleGuess, agent_score, guess_agent, is_announcement, speakers_of_sides

AGENT = [
    "Thank you for calling Lakeside Clinic, this is Maya. How can I help you today?",
    "Can I have your full name and date of birth, please?",
    "Is there anything else I can help you with?",
]
CALLER = ["Hi, I'm calling about my appointment on Tuesday.", "Ana Velasquez, March third.", "No, thank you. Bye."]


@pytest.mark.parametrize(("sides", "agent"), [((AGENT, CALLER), 0), ((CALLER, AGENT), 1)], ids=["first", "second"])
def test_the_agent_is_told_on_either_side(sides: tuple[list[str], list[str]], agent: int) -> None:
    guess = guess_agent(sides)
    assert guess.agent == agent
    assert guess.confidence > 0.95


def test_an_outbound_agent_is_told_by_the_opening_and_the_questions() -> None:
    agent = ["Hello, am I speaking with Mrs. Velasquez? This is Tom calling from Lakeside Clinic.", "Have a good day."]
    callee = ["Hello?", "Yes, that's me.", "My husband told me that you would ring.", "Bye."]
    guess = guess_agent((callee, agent))
    assert guess.agent == 1
    assert guess.confidence >= SURE


def test_empty_talk_leaves_the_roles_unknown() -> None:
    guess = guess_agent((["Okay.", "Yes."], ["Mhm.", "Right."]))
    assert guess.confidence == 0.5
    assert speakers_of_sides(guess, 2) == (Speaker.UNKNOWN, Speaker.UNKNOWN)


def test_sure_roles_name_both_speakers() -> None:
    assert speakers_of_sides(RoleGuess(1, 0.9), 2) == (Speaker.CALLER, Speaker.AGENT)


def test_a_single_side_that_speaks_like_an_agent_is_one() -> None:
    guess = guess_agent([["Hello, this is Tom calling from Lakeside Clinic. Thank you for choosing us."]])
    assert guess == RoleGuess(0, guess.confidence)
    assert guess.confidence >= SURE


def test_a_single_side_that_speaks_like_a_caller_is_not_called_the_agent() -> None:
    guess = guess_agent([CALLER])
    assert speakers_of_sides(guess, 1) == (Speaker.UNKNOWN,)


def test_a_cue_that_is_said_ten_times_counts_as_two() -> None:
    assert agent_score(["Thank you for calling."] * 10) == agent_score(["Thank you for calling."] * 2)


@pytest.mark.parametrize(
    "text",
    [
        "For appointments, press one. For billing, press two.",
        "Your call is very important to us. Please stay on the line.",
        "This call may be recorded for quality and training purposes.",
        "You've reached the voicemail of Ana Velasquez. Please leave a message after the tone.",
        "Sorry, I can't come to the phone right now.",
        "If this is a medical emergency, please hang up and dial 911.",
    ],
)
def test_machines_are_told_from_people(text: str) -> None:
    assert is_announcement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lakeside Clinic, this is Maya, this call is being recorded, how can I help?",
        "Can you stay with me for a moment?",
        "I left a message yesterday and nobody called.",
        "Stay on the line with me, I am calling an ambulance.",
        "The doctor is not available to take your call, would you like to leave a message?",
        "Hello?",
    ],
)
def test_people_are_not_taken_for_machines(text: str) -> None:
    assert not is_announcement(text)
