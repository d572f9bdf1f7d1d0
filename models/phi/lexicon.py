"""Which words are names, everyday words, clinical words, or unknown: the judge of lower-case speech."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

_SUFFIXES = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("er", ""),
    ("est", ""),
    ("ly", ""),
    ("'s", ""),
    ("’s", ""),
    ("in'", "ing"),
    ("in", "ing"),
    ("in", ""),
)
_SHORTEST_DRUG = 7


@dataclass(frozen=True)
class Lexicon:
    """Sets of lower-case words. `everyday` comes from the language model's dictionary and from `everyday.txt`."""

    sure_names: frozenset[str]
    maybe_names: frozenset[str]
    clinical: frozenset[str]
    drugs: frozenset[str]
    drug_endings: tuple[str, ...]
    acronyms: frozenset[str]
    public_places: frozenset[str]
    cities: frozenset[str]
    common: frozenset[str]
    conversation: frozenset[str]
    dictionary: frozenset[str]

    def is_clinical(self, word: str) -> bool:
        """Whether the word is a drug, brand, eponym or clinical shorthand, and so no name by itself."""
        low = _bare(word)
        return low in self.clinical or (len(low) >= _SHORTEST_DRUG and low.endswith(self.drug_endings))

    def is_drug(self, word: str) -> bool:
        """Whether the word is a drug or brand and nobody's name."""
        return _bare(word) in self.drugs

    def is_public_place(self, phrase: str) -> bool:
        """Whether the phrase is a state or something wider, which may stay."""
        return phrase.lower().removeprefix("the ") in self.public_places

    def is_conversation(self, word: str) -> bool:
        """Whether the word is one of the small words of any talk, never a name in running speech."""
        return _bare(word) in self.conversation or word.lower() in self.conversation

    def is_common(self, word: str) -> bool:
        """Whether the word is said so often with its plain meaning that it is no surname, even after a given name."""
        low = _bare(word)
        return word.lower() in self.common or any(stem in self.common for stem in _stems(low))

    def is_city(self, phrase: str) -> bool:
        """Whether the phrase is a listed town."""
        return phrase.lower() in self.cities

    def could_be_name(self, word: str) -> bool:
        """Whether the word can stand in a name where the place says that a name stands there; dictionary words too."""
        return self.is_listed_name(word) or not (self.is_common(word) or self.is_clinical(word))

    def is_everyday(self, word: str) -> bool:
        """Whether the word has an ordinary meaning, in any inflection."""
        low = word.lower()
        if low in self.common or low in self.dictionary:
            return True
        return any(stem in self.dictionary or stem in self.common for stem in _stems(low))

    def is_sure_name(self, word: str) -> bool:
        """Whether the word is a listed name that is not also an everyday word."""
        return _bare(word) in self.sure_names

    def is_listed_name(self, word: str) -> bool:
        """Whether the word is a listed name at all."""
        low = _bare(word)
        return low in self.sure_names or low in self.maybe_names

    def is_unknown(self, word: str) -> bool:
        """Whether no list and no dictionary holds the word: a surname, a small town, a new drug, a slip."""
        return not (
            self.is_everyday(word)
            or self.is_listed_name(word)
            or self.is_clinical(word)
            or not word.replace("'", "").isalpha()
        )

    def may_be_name(self, word: str) -> bool:
        """Whether the word can be a name when the words around it say so (lower case, no trigger needed)."""
        return not self.is_clinical(word) and (self.is_sure_name(word) or self.is_unknown(word))


def load_lexicon(model_folder: Path) -> Lexicon:
    """The word lists of this package and the dictionary inside the spaCy model."""
    names, census = (
        words_of("given_names") | words_of("surnames"),
        words_of("census_given") | words_of("census_surnames"),
    )
    dictionary = _dictionary(str(model_folder))
    ordinary = census & (dictionary | words_of("common") | words_of("everyday") | words_of("clinical"))
    maybe = frozenset(word[1:] for word in names if word.startswith("~")) | words_of("ambiguous_names") | ordinary
    sure = frozenset(word for word in names if not word.startswith("~")) - words_of("ambiguous_names")
    return Lexicon(
        sure_names=sure | (census - maybe),
        maybe_names=maybe - sure,
        clinical=words_of("clinical") | words_of("medline_drugs"),
        drugs=words_of("medline_drugs"),
        drug_endings=tuple(words_of("drug_endings")),
        acronyms=words_of("acronyms"),
        public_places=frozenset(place.replace("_", " ") for place in words_of("places")),
        cities=frozenset(city.replace("_", " ") for city in words_of("cities") | words_of("geonames_towns")),
        common=words_of("common") | words_of("everyday"),
        conversation=words_of("everyday"),
        dictionary=dictionary,
    )


def _stems(low: str) -> list[str]:
    """The words that this one may be an inflection of."""
    stems = [low.removesuffix(ending) + instead for ending, instead in _SUFFIXES if low.endswith(ending)]
    return [stem for stem in stems if len(stem) > 2]


def _bare(word: str) -> str:
    """Lower case without a possessive."""
    low = word.lower()
    return low[:-2] if low.endswith(("'s", "’s")) else low


@cache
def listed_words(name: str) -> tuple[str, ...]:
    """The words of one list of this package in its own order (the made lists: commonest first), in lower case."""
    text = resources.files("models.phi.words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.lower().split())


@cache
def words_of(name: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(listed_words(name))


@cache
def _dictionary(model_folder: str) -> frozenset[str]:
    """The lemmatiser's index of English words, which the model ships: 83,000 words, some names among them."""
    from spacy.lookups import Lookups
    from spacy.strings import StringStore

    folder = Path(model_folder)
    lookups = Lookups().from_disk(folder / "lemmatizer" / "lookups")
    strings = StringStore().from_disk(folder / "vocab" / "strings.json")
    index = lookups.get_table("lemma_index")
    words = {entry if isinstance(entry, str) else strings[entry] for kind in index for entry in index[kind]}
    return frozenset(word.lower() for word in words)
