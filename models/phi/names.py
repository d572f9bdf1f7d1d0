"""Where a name begins and how far it reaches, once something says that one stands here."""

import re

from models.phi.reading import Reading
from models.phi.spoken import Token

_LINKS = frozenset(
    [
        "de",
        "la",
        "van",
        "von",
        "der",
        "den",
        "del",
        "da",
        "dos",
        "st",
        "bin",
        "al",
        "ibn",
        "mac",
        "mc",
        "ben",
        "el",
        "y",
    ]
) | {"thi", "o"}
_JOIN = re.compile(r" |-| - |’|'|,? (?:hyphen|dash),? ", re.IGNORECASE)
_MOST = 5


def capture(reading: Reading, at: int, *, trusting: bool) -> tuple[int, int] | None:
    """The name that begins at `at`, up to five words; None where no name begins there."""
    words = [token for token in reading.words if token.start >= at][: _MOST + 1]
    if (
        not words
        or reading.text[at : words[0].start].strip(" ,")
        or not begins_name(reading, words[0], trusting=trusting)
    ):
        return None
    last = words[0]
    for link, token in enumerate(words[1:_MOST], start=2):
        gap = reading.text[last.end : token.start]
        after_initial = gap == ". " and len(last.text) == 1
        if token.lower in _HYPHENS or not (_JOIN.fullmatch(gap) or after_initial):
            if token.lower in _HYPHENS and link < len(words):
                continue
            break
        follower = words[link] if link < len(words) else None
        linked = token.lower in _LINKS and follower is not None and reading.name_like(follower)
        if not linked and not reading.name_like(token):
            break
        last = token
    return words[0].start, last.end - possessive(last.text)


_HYPHENS = frozenset({"hyphen", "dash"})


def possessive(word: str) -> int:
    """How many characters of the word are a possessive ending."""
    return 2 if word.lower().endswith(("'s", "’s")) else 0


def begins_name(reading: Reading, token: Token, *, trusting: bool) -> bool:
    """Whether a name may begin with the token. `trusting`: the words before it said that one comes."""
    lexicon = reading.lexicon
    if len(token.text) < 2 or lexicon.is_conversation(token.text) or not reading.name_like(token):
        return False
    if reading.is_cased:
        return trusting or lexicon.is_listed_name(token.text) or not lexicon.is_everyday(token.text)
    return trusting or lexicon.may_be_name(token.text)
