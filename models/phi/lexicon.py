"""Which words are names, everyday words, clinical words, or unknown: the judge of lower-case speech."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

_SUFFIXES = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("d", ""), ("er", ""),
             ("est", ""), ("ly", ""), ("'s", ""), ("’s", ""), ("in'", "ing"))  # fmt: skip
_DRUG_ENDINGS = ["pril", "sartan", "olol", "statin", "prazole", "cillin", "mycin", "cycline", "floxacin", "azole", "dipine", "gliptin", "gliflozin", "glutide", "tidine", "setron", "triptan", "zepam", "zolam", "barbital", "caine", "mab", "nib", "parin", "xaban", "gatran", "afil", "osin", "tadine", "profen", "oxacin", "amide", "azine", "azide", "thiazide", "sone", "solone"]
_SHORTEST_DRUG = 7


@dataclass(frozen=True)
class Lexicon:
    """Sets of lower-case words. `everyday` comes from the language model's dictionary and from `everyday.txt`."""

    sure_names: frozenset[str]
    maybe_names: frozenset[str]
    clinical: frozenset[str]
    public_places: frozenset[str]
    conversation: frozenset[str]
    dictionary: frozenset[str]

    def is_clinical(self, word: str) -> bool:
        """Whether the word is a drug, brand, eponym or clinical shorthand, and so no name by itself."""
        low = _bare(word)
        return low in self.clinical or (len(low) >= _SHORTEST_DRUG and low.endswith(tuple(_DRUG_ENDINGS)))

    def is_public_place(self, phrase: str) -> bool:
        """Whether the phrase is a state or something wider, which may stay."""
        return phrase.lower().removeprefix("the ") in self.public_places

    def is_conversation(self, word: str) -> bool:
        """Whether the word is one of the small words of any talk, never a name in running speech."""
        return _bare(word) in self.conversation or word.lower() in self.conversation

    def is_everyday(self, word: str) -> bool:
        """Whether the word has an ordinary meaning, in any inflection."""
        low = word.lower()
        if low in self.conversation or low in self.dictionary:
            return True
        for ending, instead in _SUFFIXES:
            stem = low.removesuffix(ending) + instead
            if low.endswith(ending) and len(stem) > 1 and (stem in self.dictionary or stem in self.conversation):
                return True
        return False

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
    given, surnames = _words("given_names"), _words("surnames")
    names = given | surnames
    maybe = frozenset(word[1:] for word in names if word.startswith("~"))
    return Lexicon(
        sure_names=frozenset(word for word in names if not word.startswith("~")) - maybe - _TOO_COMMON,
        maybe_names=maybe | _TOO_COMMON,
        clinical=_words("clinical"),
        public_places=frozenset(place.replace("_", " ") for place in _words("places")),
        conversation=_words("everyday"),
        dictionary=_dictionary(str(model_folder)),
    )


# Listed as given names or surnames above, and said every minute in a call with their plain meaning.
_TOO_COMMON = frozenset(
    ["april", "august", "autumn", "summer", "june", "may", "day", "page", "park", "long", "little", "will", "bill", "mark", "rose", "grace", "hope", "faith", "joy", "dawn", "jean", "art", "bob", "pat", "sue", "rob", "rich", "drew", "grant", "guy", "hunt", "hart", "sharp", "small", "moss", "berry", "knight", "gross", "lane", "hill", "short", "wells", "west", "christian", "angel", "misty", "melody", "crystal", "ginger", "penny", "patience", "opal", "pearl", "ruby", "ivy", "holly", "daisy", "violet", "olive", "amber", "jade", "sandy", "brandy", "randy", "dean", "earl", "gene", "jay", "kay", "max", "miles", "rex", "carol", "faye", "sky", "mason", "harper", "chase", "cruz", "carpenter", "porter", "gill", "burns", "do", "la", "art", "fe", "van", "an", "so", "my", "mel", "ana", "art", "parks", "norm", "jo", "dee", "ora", "reba", "sky", "roman", "wolf", "walker", "love", "case", "post", "bond", "frank", "glen", "duke", "major", "hale", "dana", "dang", "chance", "reed", "tim", "mars", "cannon", "chan", "kim", "lin", "jack", "marina", "paris", "london", "jordan", "austin", "dallas", "madison", "savannah", "georgia", "virginia", "carolina", "sierra", "chelsea", "florence", "charlotte", "sydney", "lee", "ray", "sharon"]
) - frozenset(["dana", "tim", "kim", "jack", "sharon", "roman", "lin", "chan", "charlotte", "jordan", "sierra", "sydney", "madison", "carolina", "lee", "ray", "reba", "dang", "dale", "carol", "faye", "jo", "dee", "glen"])  # fmt: skip


def _bare(word: str) -> str:
    """Lower case without a possessive."""
    low = word.lower()
    return low[:-2] if low.endswith(("'s", "’s")) else low


@cache
def _words(name: str) -> frozenset[str]:
    text = resources.files("models.phi.words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.lower().split())


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
