"""The shipped weights on sentences that stand in no training dialogue: what a reviewer must be able to rely on."""

import pytest

from models.acts.classifier import TransformerActs, load_classifier
from models.training.corpus import load_dialogues
from pipeline.domain.acts import RED_FLAGS, Act
from pipeline.domain.call import Speaker
from pipeline.settings import Settings

pytestmark = pytest.mark.slow

OPENING = "Good morning, Willowbank Surgery, this is Hester on a recorded line, how can I help you?"


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> TransformerActs:
    return load_classifier(Settings(home=tmp_path_factory.mktemp("home")))


def acts_of_caller(classifier: TransformerActs, text: str) -> set[Act]:
    found = classifier.detect_turns([Speaker.AGENT, Speaker.CALLER], [OPENING, text])
    return {one.act for one in found if one.turn == 1}


def acts_of_agent(classifier: TransformerActs, before: str, text: str) -> set[Act]:
    speakers = [Speaker.AGENT, Speaker.CALLER, Speaker.AGENT]
    return {one.act for one in classifier.detect_turns(speakers, [OPENING, before, text]) if one.turn == 2}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("I've got a crushing pain in my chest and it's going down my left arm.", Act.RED_FLAG_CARDIAC),
        ("i have this pressure on my chest right now and i'm sweating", Act.RED_FLAG_CARDIAC),
        ("One side of his face has dropped and he can't get his words out.", Act.RED_FLAG_STROKE),
        ("I don't want to live any more, I've been thinking about killing myself.", Act.RED_FLAG_SELF_HARM),
        ("My throat is swelling up and I can't breathe.", Act.RED_FLAG_BREATHING),
        ("My baby is six weeks old and she has a fever of 101.", Act.RED_FLAG_INFANT),
        ("She's having a seizure right now, she's on the floor and she isn't responding.", Act.RED_FLAG_COLLAPSE),
    ],
)
def test_a_plainly_reported_emergency_is_found(classifier: TransformerActs, text: str, flag: Act) -> None:
    assert flag in acts_of_caller(classifier, text)


@pytest.mark.parametrize(
    "text",
    [
        "No, no chest pain, nothing like that.",
        "I'd like to book a check-up for next week, please.",
        "Could you send my seizure medicine to the same pharmacy as last time?",
        "My date of birth is [DATE].",
        "Thank you, that's everything.",
    ],
)
def test_a_denial_or_a_routine_request_is_no_emergency(classifier: TransformerActs, text: str) -> None:
    assert not acts_of_caller(classifier, text) & RED_FLAGS


def test_the_opening_carries_its_three_acts(classifier: TransformerActs) -> None:
    found = {one.act for one in classifier.detect_turns([Speaker.AGENT], [OPENING])}
    assert found == {Act.INTRODUCTION, Act.OFFERS_HELP, Act.RECORDING_NOTICE}


def test_sending_a_caller_to_the_emergency_services_is_found(classifier: TransformerActs) -> None:
    before = "I've got a crushing pain in my chest and it's going down my left arm."
    assert Act.EMERGENCY_DIRECTIVE in acts_of_agent(classifier, before, "You need to hang up and call 911 right now.")


def test_reading_a_card_number_aloud_is_found_behind_its_placeholder(classifier: TransformerActs) -> None:
    speakers = [Speaker.AGENT, Speaker.CALLER]
    found = classifier.detect_turns(speakers, ["Go ahead and read me the card number.", "It's [CREDIT_CARD]."])
    assert (0, Act.REQUESTS_CARD) in {(one.turn, one.act) for one in found}
    assert (1, Act.GIVES_CARD) in {(one.turn, one.act) for one in found}


def test_a_name_and_birth_date_are_an_identifier_behind_their_placeholders(classifier: TransformerActs) -> None:
    speakers = [Speaker.AGENT, Speaker.CALLER]
    found = classifier.detect_turns(speakers, ["May I have your name and date of birth?", "[NAME], [DATE]."])
    assert {(one.turn, one.act) for one in found} == {(0, Act.ASKS_IDENTIFIER), (1, Act.GIVES_IDENTIFIER)}


def test_where_roles_are_unknown_both_sides_acts_are_found(classifier: TransformerActs) -> None:
    texts = [OPENING, "I've got a crushing pain in my chest and it's going down my left arm."]
    found = {(one.turn, one.act) for one in classifier.detect_turns([Speaker.UNKNOWN] * 2, texts)}
    assert {(0, Act.INTRODUCTION), (1, Act.RED_FLAG_CARDIAC)} <= found


def test_judging_twice_gives_the_same_probabilities(classifier: TransformerActs) -> None:
    calls = [call for calls in load_dialogues().values() for call in calls][:5]
    once, twice = ([classifier.detect_labelled(call) for call in calls] for _ in range(2))
    assert once == twice


def test_the_identity_names_the_weights_and_the_thresholds(classifier: TransformerActs) -> None:
    name, weights, thresholds = classifier.identity.split()
    assert (name, len(weights), len(thresholds)) == ("acts", 64, 12)
