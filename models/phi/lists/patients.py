"""A list of patients from a CSV file, and the stretches of speech by which each of its entries is known."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import product
from pathlib import Path

from models.phi.lists.folded import fold
from models.phi.lists.name_words import NameWords
from models.phi.lists.windows import MOST_WORDS, SHORTEST_NUMBER, SHORTEST_WORD, View
from pipeline.domain.phi import PhiLabel
from pipeline.errors import BadInputError

Entries = dict[tuple[View, str], PhiLabel]


class Field(StrEnum):
    """What a patient list may hold. Either `name`, or first, middle and last."""

    NAME = "name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    LAST_NAME = "last_name"
    BIRTH_DATE = "birth_date"
    MEMBER_NUMBER = "member_number"
    RECORD_NUMBER = "record_number"
    PHONE = "phone"
    ADDRESS = "address"
    POSTCODE = "postcode"


_NUMBERS = {
    Field.MEMBER_NUMBER: PhiLabel.HEALTH_PLAN_ID,
    Field.RECORD_NUMBER: PhiLabel.MRN,
    Field.PHONE: PhiLabel.PHONE,
    Field.POSTCODE: PhiLabel.GEO,
}
_PARTICLES = frozenset("de la van von der den del da dos di du le st bin al el ibn mac mc o y".split())  # noqa: SIM905
_SIGNS = re.compile(r"[\W_]+")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LOCAL, _NATIONAL = 7, 10  # digits of American numbers; British national ones have 10 behind the nought


class PatientList:
    """Collects the entries of a list. `left_out`: numbers too short to be told from others."""

    def __init__(self, words: NameWords, *, day_first: bool = False) -> None:
        self.entries: Entries = {}
        self.patients = 0
        self.left_out = 0
        self._words = words
        self._day_first = day_first

    def add(self, values: Mapping[Field, str]) -> None:
        """One patient. Raises ValueError naming the field that cannot be read, never its value."""
        self.patients += 1
        self._add_name(values)
        if values.get(Field.BIRTH_DATE):
            self.entries[View.DATE, self._date(values[Field.BIRTH_DATE]).isoformat()] = PhiLabel.DATE
        for field, label in _NUMBERS.items():
            if values.get(field):
                keys = [key for key in _number_forms(values[field], field) if _tells_apart(key)]
                self.left_out += not keys
                self.entries.update({(View.TEXT, key): label for key in keys})
        for key in _address_forms(values.get(Field.ADDRESS, "")):
            self.entries[View.TEXT, key] = PhiLabel.GEO

    def _add_name(self, values: Mapping[Field, str]) -> None:
        given, surname = _parts_of_name(values)
        for words in _orders(given, surname):
            if len(words) > MOST_WORDS:
                continue
            plain = all(self._words.is_plain(word) for word in words)
            self.entries[View.CAPITALS if plain else View.TEXT, " ".join(words)] = PhiLabel.NAME
        alone = {*given[:1], *surname, "".join(surname)} - _PARTICLES
        for word in alone:
            view = self._words.alone(word) if len(word) >= SHORTEST_WORD else None
            if view is not None:
                self.entries[view, word] = PhiLabel.NAME

    def _date(self, text: str) -> date:
        try:
            slashed = _SLASHED.match(text.strip())
            if slashed is None:
                return date.fromisoformat(text.strip()[:10])
            one, two, year = (int(part) for part in slashed.groups())
            return date(year, two, one) if self._day_first else date(year, one, two)
        except ValueError:
            shown = "D/M/YYYY" if self._day_first else "M/D/YYYY (--day-first reads D/M/YYYY)"
        raise ValueError(f"{Field.BIRTH_DATE.value}: not a date; write YYYY-MM-DD or {shown}")


def _words(text: str) -> list[str]:
    """The folded words of a name."""
    return fold(text).key.split()


def _parts_of_name(values: Mapping[Field, str]) -> tuple[list[str], list[str]]:
    """Given names and surname. Of "Maya Ruth de la Cruz" and of "de la Cruz, Maya Ruth" the surname is three words."""
    name = values.get(Field.NAME, "")
    if not name:
        given = _words(values.get(Field.FIRST_NAME, "")) + _words(values.get(Field.MIDDLE_NAME, ""))
        return given, _words(values.get(Field.LAST_NAME, ""))
    if "," in name:
        last, _, first = name.partition(",")
        return _words(first), _words(last)
    words = _words(name)
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return words[:start], words[start:]


def _orders(given: list[str], surname: list[str]) -> Iterator[list[str]]:
    """The ways to say a name of two words and more: with and without middle names, surname first, a half of it."""
    if not given or not surname:
        return
    firsts = [given[:1], given, [given[0], *(word[0] for word in given[1:])]]
    lasts = [surname, ["".join(surname)], surname[:1], surname[-1:]]
    for first, last in product(firsts, lasts):
        yield [*first, *last]
    for last in lasts:
        yield [*last, *given[:1]]


def _number_forms(text: str, field: Field) -> set[str]:
    """The number as people say it; a phone with and without country and area code, a ZIP code without its last four."""
    key = fold(_SIGNS.sub("", text)).key
    forms = {key}
    if field is Field.PHONE and key.isdigit():
        national = key[-_NATIONAL:]
        if len(key) > _NATIONAL and text.strip().startswith("+44"):
            forms.add("0" + national)
        elif len(key) >= _NATIONAL:
            forms |= {national, "1" + national, national[-_LOCAL:]}
    if field is Field.POSTCODE and key.isdigit():
        forms.add(key[:5])
    return forms


def _tells_apart(key: str) -> bool:
    return len(key.replace(" ", "")) >= SHORTEST_NUMBER and sum(one.isdigit() for one in key) >= 2


def _address_forms(text: str) -> set[str]:
    """Each number of it with the two and the three words after it: "1820 quarry hill", "1820 quarry hill road"."""
    forms = set()
    for part in re.split(r"[,;\n]", text):  # "Flat 2, 14 Acacia Avenue" has two numbers
        groups = fold(part).key.split()
        for at, group in enumerate(groups):
            forms |= {" ".join(groups[at:end]) for end in (at + 3, at + 4) if group.isdigit() and end <= len(groups)}
    return forms


def read_patients(path: Path, columns: Mapping[Field, str], patients: PatientList) -> None:
    """Read a CSV file (comma, semicolon or tab; UTF-8; the first line names the columns) into the list.

    Raises BadInputError naming file, line, column and mend; never what a cell holds, nor what the first line says:
    in a file without a head that is a patient.
    """
    problem = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"{path}: cannot be read ({type(error).__name__})"
    except UnicodeDecodeError as error:
        problem = f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"
    if not problem:
        problem = _read_rows(path, text, columns, patients)
    if problem:  # raised out here, so that no chained exception carries a cell
        raise BadInputError(problem)


def _read_rows(path: Path, text: str, columns: Mapping[Field, str], patients: PatientList) -> str:
    """What is wrong, or nothing."""
    head = text.splitlines()[0] if text else ""
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    try:
        places = _places(next(reader, []), columns)
        for row in reader:
            cells = {field: row[at].strip() for field, at in places.items() if at < len(row)}
            if any(cells.values()):
                patients.add(cells)
    except csv.Error as error:
        return f"{path}, line {reader.line_num}: not CSV ({error})"
    except LookupError as error:
        return f"{path}: {error.args[0]}"
    except ValueError as error:
        return f"{path}, line {reader.line_num}: {error}"
    return "" if patients.patients else f"{path}: no patient below the first line, which names the columns"


def _places(head: list[str], columns: Mapping[Field, str]) -> dict[Field, int]:
    """Where each field stands. Columns are matched without regard to case; those named on purpose must be there."""
    names = [name.strip().casefold() for name in head]
    places = {}
    for field in Field:
        name = columns.get(field, field.value)
        if name.casefold() in names:
            places[field] = names.index(name.casefold())
        elif field in columns:
            raise LookupError(f"no column '{name}' (for {field.value}) in the first line")
    if not places:
        raise LookupError(
            f"the first line names no column that is known: {', '.join(Field)}; say what yours are called, for "
            "example --column last_name=Surname"
        )
    return places
