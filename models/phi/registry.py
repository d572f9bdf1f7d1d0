"""The recognisers, in one list. To add one: copy the smallest file in recognisers/, then name its class here."""

from presidio_analyzer import RecognizerRegistry

from models.phi.recognisers.ages import AgeRecogniser
from models.phi.recognisers.base import TurnRecogniser
from models.phi.recognisers.contacts import ContactRecogniser
from models.phi.recognisers.dates import DateRecogniser
from models.phi.recognisers.numbers import NumberRecogniser
from models.phi.recognisers.organisations import OrganisationRecogniser
from models.phi.recognisers.people import PeopleRecogniser
from models.phi.recognisers.places import PlaceRecogniser
from models.phi.recognisers.spelling import SpellingRecogniser

RECOGNISERS: tuple[type[TurnRecogniser], ...] = (
    PeopleRecogniser,
    SpellingRecogniser,
    DateRecogniser,
    NumberRecogniser,
    ContactRecogniser,
    PlaceRecogniser,
    AgeRecogniser,
    OrganisationRecogniser,
)


def make_registry() -> RecognizerRegistry:
    """A Presidio registry with one of each and none of Presidio's own, which know written text only."""
    return RecognizerRegistry(recognizers=[recogniser() for recogniser in RECOGNISERS], supported_languages=["en"])
