"""Numbers, fail closed: seven digits or more always, three or more where a number was asked for or announced."""

import re
from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from models.phi.runs import Run, runs_in
from models.phi.slots import LABELS, Slot, cues_in
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

_ALWAYS, _IN_SLOT, _IN_BIRTH_DATE = 7, 3, 2
_SSN, _PHONE, _CARD = 9, (7, 10, 11), range(13, 20)
_ROUND = re.compile(r"\bhundred$|\bthousand$", re.IGNORECASE)  # numbers of identity are told digit by digit
_SUM = 11
_REACH = 70  # characters between "the member number, let me see, is" and the number
_CARD_SLOTS = (Slot.CARD, Slot.CARD_CODE, Slot.CARD_EXPIRY)
_LABELLED_BY_SLOT = frozenset(LABELS)


class NumberRecogniser(TurnRecogniser):
    """Every long run of digits, and the short ones that fill an open slot."""

    labels = (
        PhiLabel.OTHER_ID,
        PhiLabel.GEO,
        PhiLabel.DATE,
        PhiLabel.PHONE,
        PhiLabel.SSN,
        PhiLabel.CREDIT_CARD,
        PhiLabel.HEALTH_PLAN_ID,
        PhiLabel.MRN,
        PhiLabel.ACCOUNT,
        PhiLabel.CARD_CODE,
        PhiLabel.CARD_EXPIRY,
        PhiLabel.FAX,
        PhiLabel.LICENSE,
        PhiLabel.VEHICLE,
        PhiLabel.DEVICE,
        PhiLabel.IP,
    )

    def find(self, reading: Reading) -> Iterable[Found]:
        """Runs of the turn that are long, look like a code, or answer what was asked."""
        written = reading.spoken.written
        cues = cues_in(written)
        for run in runs_in(written):
            slots = _slots_for(run, cues, reading)
            start, end = reading.spoken.span(run.start, run.end)
            rounded = len(run.digits) < _ALWAYS and _ROUND.search(reading.text[start:end]) is not None
            if _is_phi(run, slots) and not (rounded and Slot.ADDRESS not in slots):
                strength = Strength.STRONG if slots else Strength.FAIR
                if len(run.digits) >= _ALWAYS and not run.is_list:
                    strength = Strength.LENGTH
                yield Found(start, end, label_of(run, slots), strength)


def _slots_for(run: Run, cues: list[tuple[int, Slot]], reading: Reading) -> list[Slot]:
    """Slots announced in the turn just before the run, nearest first, then those asked for in earlier turns."""
    near = [slot for end, slot in reversed(cues) if end <= run.start and run.start - end <= _REACH]
    asked = [] if reading.speaker is Speaker.AGENT else [slot for slot in reading.asked if slot not in near]
    return [slot for slot in near + asked if slot in _LABELLED_BY_SLOT]


def _is_phi(run: Run, slots: list[Slot]) -> bool:
    count = len(run.digits)
    if run.is_money:
        return count > _SUM  # "eleven thousand, four hundred dollars" is a price
    if count >= _ALWAYS:
        return True
    if run.has_letters and not run.is_measure and (count >= 4 or (count >= _IN_SLOT and bool(slots))):
        return True
    if run.is_measure:
        return False
    if not slots:
        return count >= _IN_SLOT
    return count >= (_IN_BIRTH_DATE if slots[0] is Slot.BIRTH_DATE else _IN_SLOT)


def label_of(run: Run, slots: list[Slot]) -> PhiLabel:
    """The label by the nearest slot that the run's length fits, else by its length alone."""
    count = len(run.digits)
    if count in _CARD and not run.has_letters and (not slots or any(slot in _CARD_SLOTS for slot in slots)):
        return PhiLabel.CREDIT_CARD
    for slot in slots:
        if _fits(slot, count):
            return LABELS[slot]
    if slots:
        return LABELS[slots[0]]
    if run.has_letters:
        return PhiLabel.OTHER_ID
    if count == _SSN:
        return PhiLabel.SSN
    return PhiLabel.PHONE if count in _PHONE else PhiLabel.OTHER_ID


def _fits(slot: Slot, count: int) -> bool:
    limits = {
        Slot.CARD_CODE: range(3, 5),
        Slot.CARD_EXPIRY: range(3, 7),
        Slot.BIRTH_DATE: range(2, 9),
        Slot.ZIP: range(3, 10),
        Slot.SSN: range(3, 10),
        Slot.PHONE: range(3, 13),
        Slot.CARD: range(4, 20),
        Slot.ADDRESS: range(1, 7),
    }
    return count in limits.get(slot, range(2, 30))
