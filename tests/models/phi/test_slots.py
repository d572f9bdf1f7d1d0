import pytest

from models.phi.slots import Slot, open_slots


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("and your date of birth?", Slot.BIRTH_DATE),
        ("who am i speaking with", Slot.NAME),
        ("Can I have the member ID?", Slot.MEMBER),
        ("the last 4 of your social", Slot.SSN),
        ("What's the best number for her to use?", Slot.PHONE),
        ("and the 3 digits on the back", Slot.CARD_CODE),
        ("what street are you on these days", Slot.ADDRESS),
        ("and the billing zip", Slot.ZIP),
        ("do you have your chart number", Slot.MRN),
        ("the serial number of the pump", Slot.DEVICE),
    ],
)
def test_a_question_opens_its_slot_for_the_answer(question: str, slot: Slot) -> None:
    assert slot in open_slots([question, "sure it's"], ["agent", "caller"])[1]


def test_a_slot_outlives_a_murmur_between_question_and_answer() -> None:
    slots = open_slots(["your member number?", "let me look", "mm-hm", "4 4 1"], ["agent", "caller", "agent", "caller"])
    assert Slot.MEMBER in slots[3]


def test_a_newer_question_closes_the_older_one() -> None:
    slots = open_slots(
        ["your member number?", "441", "and which street?", "oak"], ["agent", "caller", "agent", "caller"]
    )
    assert Slot.MEMBER not in slots[3]
