"""A patient list as hashes: what it recognises in speech, and that it holds nothing of a patient."""

import hashlib
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phi.language import model_folder
from models.phi.lexicon import load_lexicon
from models.phi.lists.folded import fold
from models.phi.lists.hashes import PatientHashes, read_hashes, write_hashes
from models.phi.lists.name_words import NameWords, name_words
from models.phi.lists.patients import Field, PatientList, read_patients
from models.phi.lists.windows import days_of
from pipeline.errors import BadInputError

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CSV = """first_name,middle_name,last_name,birth_date,member_number,record_number,phone,address,postcode
Ottoline,Ruth,Vexley-Quill,1991-06-02,MWA66201947,,+1 703-555-0142,"1820 Quarry Hill Road, Fenwick",22043-1234
Will,,Price,12/25/1950,,00417,(703) 555 0199,,
José,,de la Cruz,2005-02-03,1EG4-TE5-MK73,,+44 20 7946 0123,"Flat 2, 14 Acacia Avenue",SW1A 1AA
Maya,,Bell,,,12,,,
"""


@pytest.fixture(scope="module")
def words() -> NameWords:
    return name_words(load_lexicon(model_folder()))


@pytest.fixture(scope="module")
def path(words: NameWords, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    source = folder / "patients.csv"
    source.write_text(CSV, encoding="utf-8")
    patients = PatientList(words)
    read_patients(source, {}, patients)
    assert (patients.patients, patients.left_out) == (4, 1)
    write_hashes(folder / "patients.hashes", KEY, patients.entries)
    return folder / "patients.hashes"


@pytest.fixture(scope="module")
def hashes(path: Path) -> PatientHashes:
    return read_hashes(path, KEY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so vexley called", {"vexley": "NAME"}),
        ("V-E-X-L-E-Y", {"V-E-X-L-E-Y": "NAME"}),
        ("ottoline's file", {"ottoline": "NAME"}),
        ("Ottoline R. Vexley Quill.", {"Ottoline R. Vexley Quill": "NAME"}),
        ("that is quill, ottoline", {"quill, ottoline": "NAME"}),
        ("jose cruz or José de la Cruz", {"jose cruz": "NAME", "José de la Cruz": "NAME"}),
        ("M W A six six two oh one nine four seven", {"M W A six six two oh one nine four seven": "HEALTH_PLAN_ID"}),
        ("mwa-66-201-947", {"mwa-66-201-947": "HEALTH_PLAN_ID"}),
        ("one e g four, t e five, m k seven three", {"one e g four, t e five, m k seven three": "HEALTH_PLAN_ID"}),
        ("record double oh four one seven", {"double oh four one seven": "MRN"}),
        ("on 555-0142", {"555-0142": "PHONE"}),
        ("703 five five five oh one four two", {"703 five five five oh one four two": "PHONE"}),
        ("oh two oh, seven nine four six, oh one two three", None),
        ("at eighteen twenty quarry hill", {"eighteen twenty quarry hill": "GEO"}),
        ("14 Acacia Avenue", {"14 Acacia Avenue": "GEO"}),
        ("S W one A one double A", {"S W one A one double A": "GEO"}),
        ("zip two two oh four three", {"two two oh four three": "GEO"}),
        ("June 2nd, 1991", {"June 2nd, 1991": "DATE"}),
        ("the second of june ninety one", {"second of june ninety one": "DATE"}),
        ("6/2/91, 02.06.1991 and 06 02 1991", {"6/2/91": "DATE", "02.06.1991": "DATE", "06 02 1991": "DATE"}),
        ("february third oh five", {"february third oh five": "DATE"}),
    ],
)
def test_what_a_list_holds_is_found_however_it_is_said(
    hashes: PatientHashes, text: str, found: dict[str, str] | None
) -> None:
    spans = hashes.spans(fold(text))
    assert {text[span.start : span.end]: span.label.value for span in spans} == (found or {text: "PHONE"})
    assert all(span.listed for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "he will price it, will you",  # an ordinary word, and two of them in lower case
        "Will you ask? Price is open.",
        "This is Maya.",  # a usual first name is the agent's as well
        "ring the bell. Bell rings.",
        "la de la",
        "room 12 at 14 or 2005",
        "June 3rd, 1991, or May 2nd 1991",
        "703 555 0143",
        "MWA 66 201 948",
    ],
)
def test_ordinary_words_usual_first_names_and_what_is_not_on_the_list_are_left(
    hashes: PatientHashes, text: str
) -> None:
    assert hashes.spans(fold(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is for Will Price today", ["Will Price"]),
        ("so Price, Will", ["Price, Will"]),
        ("I saw Mr. Bell, and Bell said so", ["Bell", "Bell"]),
        ("maya bell", ["maya bell"]),
    ],
)
def test_a_name_of_ordinary_words_is_known_by_its_capitals_or_by_its_other_half(
    hashes: PatientHashes, text: str, found: list[str]
) -> None:
    assert [text[span.start : span.end] for span in hashes.spans(fold(text))] == found


def test_a_list_holds_no_word_and_no_plain_hash_of_a_patient_and_is_its_owners_alone(path: Path) -> None:
    content = path.read_bytes()
    for word in CSV.replace(",", " ").split():
        for form in (word, word.lower(), word.strip('()"-').lower()):
            assert len(form) < 4 or form.encode() not in content
            assert hashlib.sha256(form.encode()).digest()[:16] not in content
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.glob(".*")) == []


def test_another_master_key_opens_no_list_and_gives_other_hashes(path: Path, tmp_path: Path, words: NameWords) -> None:
    with pytest.raises(BadInputError, match="another master key"):
        read_hashes(path, OTHER_KEY)
    patients = PatientList(words)
    patients.add({Field.LAST_NAME: "Vexley"})
    files = []
    for key in (KEY, OTHER_KEY):
        write_hashes(tmp_path / "one", key, patients.entries)
        files.append((tmp_path / "one").read_bytes()[14:30])
    assert files[0] != files[1]


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c[:40] + b"x" + c[41:], lambda c: b"CSV" + c])
def test_a_damaged_list_is_refused(path: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    (tmp_path / "damaged").write_bytes(damage(path.read_bytes()))
    with pytest.raises(BadInputError, match=r"damaged \(setting 'patient_hashes'\)"):
        read_hashes(tmp_path / "damaged", KEY)


def test_an_empty_list_finds_nothing(tmp_path: Path) -> None:
    write_hashes(tmp_path / "none", KEY, {})
    assert read_hashes(tmp_path / "none", KEY).spans(fold("anything at 12345")) == []


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        ("first_name,last_name\nOdo,Vint\n", {Field.PHONE: "Tel"}, ": no column 'Tel' (for phone) in the first line"),
        ("Odo,Vint\nBea,Quill\n", {}, ": the first line names no column that is known: name, first_name"),
        ("name,birth_date\nOdo Vint,1962-04-03\nBea Quill,Maytide\n", {}, ", line 3: birth_date: not a date; write"),
        ("name\n", {}, ": no patient below the first line"),
        ("", {}, ": the first line names no column"),
        ('name\n"Odo\n', {}, None),
    ],
)
def test_a_wrong_file_is_refused_by_line_and_column_and_no_patient_is_named(
    tmp_path: Path, words: NameWords, content: str, columns: dict[Field, str], said: str | None
) -> None:
    path = tmp_path / "patients.csv"
    path.write_text(content)
    if said is None:
        read_patients(path, columns, PatientList(words))
        return
    with pytest.raises(BadInputError) as caught:
        read_patients(path, columns, PatientList(words))
    assert str(caught.value).startswith(f"{path}{said}")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert not any(word in str(caught.value) for word in ("Odo", "Vint", "Bea", "Quill", "Maytide"))


def test_columns_separators_and_the_order_of_days_are_the_sites(tmp_path: Path, words: NameWords) -> None:
    path = tmp_path / "patients.csv"
    path.write_text("\ufeffPatient;Born\nVexley, Ottoline;03/04/1962\n", encoding="utf-8")
    patients = PatientList(words, day_first=True)
    read_patients(path, {Field.NAME: "patient", Field.BIRTH_DATE: "BORN"}, patients)
    keys = {key for _, key in patients.entries}
    assert {"ottoline vexley", "vexley ottoline", "vexley", "1962-04-03"} <= keys


def test_two_figures_and_a_year_are_read_in_both_orders_and_centuries() -> None:
    days = {day.isoformat() for day in days_of(["6", "2", "91"])}
    assert days == {"1991-06-02", "1991-02-06", "2091-06-02", "2091-02-06"}
    assert days_of(["13", "13", "1991"]) == set()
    assert days_of(["june", "2"]) == set()


@given(st.text())
def test_found_stretches_are_in_order_and_within_any_text(hashes: PatientHashes, text: str) -> None:
    spans = hashes.spans(fold(text + " vexley " + text))
    assert all(0 <= span.start < span.end <= 2 * len(text) + 8 for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert json.dumps([span.model_dump(mode="json") for span in spans])
