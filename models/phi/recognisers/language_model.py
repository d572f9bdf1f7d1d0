"""What spaCy's entity recogniser takes for people, places and organisations, less what the word lists know better."""

from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.names import possessive
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from models.phi.spoken import tokens_of
from pipeline.domain.phi import PhiLabel

_PLACES = frozenset({"GPE", "LOC", "FAC"})


class LanguageModelRecogniser(TurnRecogniser):
    """NAME, GEO and ORG as a model of written English sees them: a suspicion, for speech is another language."""

    labels = (PhiLabel.NAME, PhiLabel.GEO, PhiLabel.ORG)

    def find(self, reading: Reading) -> Iterable[Found]:
        """Every entity of those three kinds that is not clinical or public."""
        yield from _people(reading)
        for entity in reading.entities:
            phrase = reading.text[entity.start : entity.end]
            if reading.lexicon.is_clinical(phrase):
                continue
            if entity.label == "ORG":
                yield Found(entity.start, entity.end, PhiLabel.ORG, Strength.WEAK)
            public = reading.lexicon.is_public_place(phrase)
            if entity.label in _PLACES and not public and _is_proper(reading, phrase):
                yield Found(entity.start, entity.end, PhiLabel.GEO, Strength.WEAK)


def _people(reading: Reading) -> Iterable[Found]:
    """People as the language model sees them, less the everyday words at the rim of its spans."""
    for entity in reading.entities:
        if entity.label != "PERSON":
            continue
        inside = [token for token in reading.words if entity.start <= token.start and token.end <= entity.end]
        while inside and not reading.name_like(inside[0]):
            inside = inside[1:]
        while inside and not reading.name_like(inside[-1]):
            inside = inside[:-1]
        whole = len(inside) > 1 and all(reading.name_like(token) for token in inside)
        sure = whole or any(reading.lexicon.may_be_name(token.text) for token in inside)
        if inside and (reading.is_cased or sure):
            end = inside[-1].end - possessive(inside[-1].text)
            yield Found(inside[0].start, end, PhiLabel.NAME, Strength.FAIR if whole else Strength.WEAK)


def _is_proper(reading: Reading, phrase: str) -> bool:
    words = [token.text for token in tokens_of(phrase) if token.is_word]
    if reading.is_cased:
        return any(word[0].isupper() for word in words)
    return any(not reading.lexicon.is_everyday(word) or reading.lexicon.is_listed_name(word) for word in words)
