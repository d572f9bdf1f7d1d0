from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phi.lists.folded import fold
from models.phi.lists.phrases import PhraseList, read_allow_list, read_deny_list, whole_numbers
from pipeline.domain.phi import PhiLabel
from pipeline.errors import BadInputError


def said(phrase: str, text: str) -> list[str]:
    """What of the text the listed phrase is found in."""
    phrases = PhraseList({fold(phrase).key: PhiLabel.NAME})
    return [text[one.start : one.end] for one in phrases.occurrences(fold(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("Odo Farrant", "it's odo farrant's turn", ["odo farrant"]),
        ("Odo Farrant", "Odo, Farrant", ["Odo, Farrant"]),
        ("Müller-O'Shea", "MULLER O’SHEA here", ["MULLER O’SHEA"]),
        ("Odo", "O-D-O", ["O-D-O"]),
        ("Farrant", "F as in Foxtrot, A, double R, A N T.", ["F as in Foxtrot, A, double R, A N T"]),
        ("0703 555 0142", "oh seven oh three, five five five, zero one four two", None),
        ("703-555-0142", "(703) 555.0142", ["703) 555.0142"]),
        ("5550142", "on 1 703 555 0142 today", ["555 0142"]),
        ("703 555 0142", "+17035550142", ["17035550142"]),
        ("Ward 7", "on ward seven now", ["ward seven"]),
        ("42", "room 142", []),
        ("Ann", "an announcement", []),
        ("Anna", "Ann a lot", []),
        ("June 2nd", "on june the 2nd, June second", ["June second"]),
    ],
)
def test_a_phrase_is_found_in_any_written_or_spoken_form(phrase: str, text: str, found: list[str] | None) -> None:
    assert said(phrase, text) == ([text] if found is None else found)


def test_a_number_that_is_part_of_a_longer_one_is_not_that_number_where_whole_ones_are_asked_for() -> None:
    phrases = PhraseList({"5550142": PhiLabel.PHONE})
    for text, count in (("call 555 0142", 1), ("call 703 555 0142", 0), ("5550142 9", 0), ("five 5550142 times", 0)):
        folded = fold(text)
        assert len(list(whole_numbers(folded, phrases.occurrences(folded)))) == count, text


def test_a_deny_list_takes_labels_remarks_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.write_text("\ufeff# VIPs\n\nNAME: Odo Farrant\nRosewood House\n  note: ask Bea \n", encoding="utf-8")
    deny = read_deny_list(path)
    assert len(deny) == 3
    labels = {one.label for one in deny.occurrences(fold("odo farrant of Rosewood house"))}
    assert labels == {PhiLabel.NAME, PhiLabel.OTHER_ID}
    assert "arrant" not in repr(deny)


@pytest.mark.parametrize(
    ("content", "line", "mend"),
    [
        ("Odo Farrant\nNMAE: Bea Quill\n", "line 2", "unknown label before the colon; known: NAME"),
        ("\n\nx\n", "line 3", "at least 2 letters or digits"),
        ("NAME:  \n", "line 1", "at least 2 letters or digits"),
        ("Odo\n!?\n", "line 2", "at least 2 letters or digits"),
    ],
)
def test_a_wrong_line_is_named_with_its_mend_and_never_repeated(
    tmp_path: Path, content: str, line: str, mend: str
) -> None:
    path = tmp_path / "deny.txt"
    path.write_text(content)
    with pytest.raises(BadInputError) as caught:
        read_deny_list(path)
    assert f"{path}, {line}: " in str(caught.value)
    assert mend in str(caught.value)
    assert not any(word in str(caught.value) for word in ("Odo", "Bea", "Quill", "Farrant"))


def test_an_allow_list_takes_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "allow.txt"
    path.write_text("Mercy\nORG: Fennick Clinic\n")
    with pytest.raises(BadInputError, match="line 2: an allow list takes phrases alone; leave 'ORG:' out"):
        read_allow_list(path)


def test_a_list_that_cannot_be_read_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"none.txt \(setting 'deny_list'\): cannot be read"):
        read_deny_list(tmp_path / "none.txt")
    path = tmp_path / "latin.txt"
    path.write_bytes("Müller".encode("latin-1"))
    with pytest.raises(BadInputError, match="byte 1 is not UTF-8") as caught:
        read_allow_list(path)
    assert "ller" not in str(caught.value)


@given(st.text())
def test_every_atom_of_any_text_stands_where_it_says_in_order(text: str) -> None:
    folded = fold(text)
    assert all(0 <= atom.start < atom.end <= len(text) and atom.text for atom in folded.atoms)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(folded.atoms))
    assert len(folded.key) == len(folded.atom_at)
    assert len(folded.begins) == len(folded.ends) == len(folded.atoms)


@given(st.lists(st.sampled_from(["odo", "Vint", "7", "o", "five", "double", "b as in boy", "2nd", "é"]), min_size=1))
def test_whatever_a_text_says_is_found_in_it_as_a_whole(words: list[str]) -> None:
    text = " ".join(words)
    folded = fold(text)
    phrases = PhraseList({folded.key: PhiLabel.NAME} if folded.key else {})
    whole = (folded.atoms[0].start, folded.atoms[-1].end) if folded.atoms else None
    assert whole is None or whole in {(one.start, one.end) for one in phrases.occurrences(folded)}
