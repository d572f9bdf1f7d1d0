import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.phi.scoring import CallScore
from benchmarks.phi.synth.__main__ import Row, rows
from benchmarks.phi.synth.texts import read_texts
from pipeline.domain.phi import PhiLabel


def marked(tmp_path: Path, text: str, *entities: tuple[str, str]) -> tuple[set[tuple[str, str]], str]:
    """What is looked for (words, label), and the text with a dot for each character that may stay."""
    spans = [(text.index(said), text.index(said) + len(said), kind) for said, kind in entities]
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"text": text, "spans": spans}).encode()))
    turn = read_texts(path)[0].turns[0]
    wanted = {(text[one.start : one.end], one.label.value) for one in turn.identifiers}
    return wanted, "".join("." if at in turn.neutral else character for at, character in enumerate(text))


def test_all_texts_are_read_as_calls_of_one_turn() -> None:
    texts = read_texts()
    assert len(texts) == 1500
    assert all(len(call.turns) == 1 and call.turns[0].speaker == "unknown" for call in texts)
    labels = Counter(one.label for call in texts for one in call.turns[0].identifiers)
    assert labels[PhiLabel.NAME] == 857
    assert labels[PhiLabel.GEO] == 598 + 411 + 37
    assert labels[PhiLabel.AGE_OVER_89] == 0


def test_organisations_nationalities_and_titles_may_stay(tmp_path: Path) -> None:
    wanted, shown = marked(
        tmp_path,
        "Dr. Odo of Fennco is Danish",
        ("Dr.", "TITLE"),
        ("Odo", "PERSON"),
        ("Fennco", "ORGANIZATION"),
        ("Danish", "NRP"),
    )
    assert wanted == {("Odo", "NAME")}
    assert shown == "... Odo of ...... is ......"


@pytest.mark.parametrize("place", ["Uruguay", "tunisia", "United Kingdom", "SK", "nan"])
def test_countries_and_states_may_stay(tmp_path: Path, place: str) -> None:
    assert marked(tmp_path, f"in {place}", (place, "GPE"))[1] == "in " + "." * len(place)


@pytest.mark.parametrize("place", ["Kenosha", "Francestown", "sk", "BASHALL TOWN"])
def test_towns_are_looked_for(tmp_path: Path, place: str) -> None:
    assert marked(tmp_path, f"in {place}", (place, "GPE")) == ({(place, "GEO")}, f"in {place}")


def test_the_country_and_the_state_of_an_address_may_stay(tmp_path: Path) -> None:
    address = "67 Koski 25\nArtil\n, CO\n Uruguay 64677"
    assert marked(tmp_path, address, (address, "STREET_ADDRESS"))[1] == "67 Koski 25\nArtil\n, ..\n ....... 64677"


@pytest.mark.parametrize(
    ("said", "left"), [("1977", "...."), ("2000-04-16 11:34:35", "2000-04-16 ........"), ("2/8/1935", "2/8/1935")]
)
def test_bare_years_and_times_of_day_may_stay(tmp_path: Path, said: str, left: str) -> None:
    assert marked(tmp_path, said, (said, "DATE_TIME"))[1] == left


@pytest.mark.parametrize(("age", "looked_for"), [("89", False), ("90", True)])
def test_ages_are_looked_for_from_ninety_on(tmp_path: Path, age: str, looked_for: bool) -> None:
    wanted, shown = marked(tmp_path, f"she is {age}", (age, "AGE"))
    assert wanted == ({(age, "AGE_OVER_89")} if looked_for else set())
    assert shown == f"she is {age if looked_for else '..'}"


def test_f2_counts_recall_twice() -> None:
    assert Row("all", recall=0.839, precision=0.870).f2 == pytest.approx(0.845, abs=5e-4)  # as published
    assert Row("all", recall=0.0, precision=0.0).f2 == 0.0
    assert Row("all", recall=None, precision=1.0).f2 is None


def test_rows_give_recall_by_identifier_and_precision_by_what_the_detector_called_it() -> None:
    score = CallScore(
        identifiers=Counter(NAME=4, GEO=1),
        found=Counter(NAME=3),
        spans=Counter(NAME=2, FAX=1),
        right_spans=Counter(NAME=2),
        phi_letters=50,
        hidden_letters=40,
        hidden_phi_letters=30,
    )
    found = {row.label: row for row in rows([score, CallScore()])}
    assert found["NAME"] == Row("NAME", 0.75, 1.0)
    assert found["GEO"] == Row("GEO", 0.0, None)
    assert found["FAX"] == Row("FAX", None, 0.0)
    assert found["all"] == Row("all", 3 / 5, 2 / 3)
    assert found["all, by characters"] == Row("all, by characters", 0.6, 0.75)
