"""A text as lists compare it: lower case, no accents, no signs, digits by the written form, spelled words joined."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from models.phi.spoken import Spoken, Token, to_written, tokens_of

_FILLERS = frozenset("uh um uhm er erm mm dash hyphen".split())  # noqa: SIM905 reads as a list
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_APOSTROPHES = str.maketrans("", "", "'’")


class Kind(Enum):
    """What an atom is made of."""

    WORD = "word"
    DIGITS = "digits"
    LETTER = "letter"  # one letter, or "ll" for "double l"


@dataclass(frozen=True)
class Atom:
    """One word, run of digits or spelled letter: folded, with half-open offsets in the original text."""

    text: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Folded:
    """`key`: the atoms, those of one number or one spelling joined, the others with a space between.

    `atom_at`: for each character of the key the atom that it belongs to, -1 for a space.
    """

    original: str
    atoms: tuple[Atom, ...]
    key: str
    atom_at: tuple[int, ...]

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """Where in the key each atom begins, in order."""
        return tuple(
            at for at, atom in enumerate(self.atom_at) if atom >= 0 and (at == 0 or self.atom_at[at - 1] != atom)
        )

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where in the key each atom ends, in order."""
        return tuple(
            at + 1
            for at, atom in enumerate(self.atom_at)
            if atom >= 0 and (at + 1 == len(self.atom_at) or self.atom_at[at + 1] != atom)
        )

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the original from atom `first` to atom `last`, both included."""
        return self.atoms[first].start, self.atoms[last].end


def fold(text: str) -> Folded:
    """The text as lists compare it: "Dr. Müller-O'Shea, oh four double seven" has the key `dr muller oshea 0477`."""
    atoms = tuple(_without_code_words(list(_atoms(to_written(text)))))
    key: list[str] = []
    atom_at: list[int] = []
    for at, atom in enumerate(atoms):
        if at and not _joined(atoms[at - 1], atom):
            key.append(" ")
            atom_at.append(-1)
        key.append(atom.text)
        atom_at.extend([at] * len(atom.text))
    return Folded(text, atoms, "".join(key), tuple(atom_at))


def _joined(one: Atom, other: Atom) -> bool:
    return one.kind is other.kind and one.kind is not Kind.WORD


def _atoms(spoken: Spoken) -> Iterator[Atom]:
    tokens = tokens_of(spoken.written)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.lower in _FILLERS or _is_ordinal_ending(before, token):
            continue
        text, end = _folded(token)
        if text:
            start, stop = spoken.span(token.start, end)
            yield Atom(text, start, stop, _kind(text))


def _is_ordinal_ending(before: Token | None, token: Token) -> bool:
    """The `nd` of "2nd"."""
    return before is not None and before.end == token.start and before.text.isdigit() and token.lower in _ORDINALS


def _folded(token: Token) -> tuple[str, int]:
    """The token as compared, and where it ends in the written form: its possessive stays outside."""
    word = token.text
    if len(word) > 2 and word.lower().endswith(("'s", "’s")):
        word = word[:-2]
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_APOSTROPHES))
    text = "".join(
        str(unicodedata.digit(one)) if one.isdigit() else one for one in decomposed if one.isalpha() or one.isdigit()
    )
    return text.casefold(), token.start + len(word)


def _kind(text: str) -> Kind:
    if text.isdigit():
        return Kind.DIGITS
    is_double = len(text) in (2, 3) and len(set(text)) == 1
    return Kind.LETTER if len(text) == 1 or is_double else Kind.WORD


def _without_code_words(atoms: list[Atom]) -> Iterator[Atom]:
    """Of "b as in boy" and "v for victor" the letter alone; its offsets take the code word in."""
    at = 0
    while at < len(atoms):
        atom = atoms[at]
        after = at + 1
        if atom.kind is Kind.LETTER:
            words = [one.text for one in atoms[after : after + 3]]
            used = 3 if words[:2] == ["as", "in"] and len(words) == 3 else 2 if words[:1] in (["for"], ["like"]) else 0
            if used and len(words) >= used and words[used - 1].startswith(atom.text[0]) and len(words[used - 1]) > 1:
                atom = Atom(atom.text, atom.start, atoms[at + used].end, atom.kind)
                after = at + 1 + used
        yield atom
        at = after
