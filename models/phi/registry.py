"""The recognisers, in one list. To add one: copy the smallest file in recognisers/, then name its class here."""

from presidio_analyzer import RecognizerRegistry

from models.phi.layers import Layer
from models.phi.recognisers.ages import AgeRecogniser
from models.phi.recognisers.base import TurnRecogniser
from models.phi.recognisers.checked_numbers import CheckedNumberRecogniser
from models.phi.recognisers.contacts import ContactRecogniser
from models.phi.recognisers.dates import DateRecogniser
from models.phi.recognisers.language_model import LanguageModelRecogniser
from models.phi.recognisers.listed_names import ListedNameRecogniser
from models.phi.recognisers.numbers import NumberRecogniser
from models.phi.recognisers.organisations import OrganisationRecogniser
from models.phi.recognisers.people import PeopleRecogniser
from models.phi.recognisers.places import PlaceRecogniser
from models.phi.recognisers.spelling import SpellingRecogniser
from models.phi.recognisers.tagged import TaggerRecogniser
from models.phi.tagger.tagger import Tagger

RULES: tuple[type[TurnRecogniser], ...] = (
    PeopleRecogniser,
    ListedNameRecogniser,
    SpellingRecogniser,
    DateRecogniser,
    NumberRecogniser,
    CheckedNumberRecogniser,
    ContactRecogniser,
    PlaceRecogniser,
    AgeRecogniser,
    OrganisationRecogniser,
)


def make_registry(layers: frozenset[Layer], tagger: Tagger | None) -> RecognizerRegistry:
    """A Presidio registry with one of each and none of Presidio's own, which know written text only."""
    recognisers: list[TurnRecogniser] = []
    if Layer.RULES in layers:
        recognisers += [recogniser() for recogniser in RULES]
    if Layer.LANGUAGE_MODEL in layers:
        recognisers.append(LanguageModelRecogniser())
    if tagger is not None:
        recognisers.append(TaggerRecogniser(tagger.spec.thresholds))
    # An empty list would make Presidio load its own recognisers: the benchmark runs at least one layer.
    return RecognizerRegistry(recognizers=recognisers, supported_languages=["en"])
