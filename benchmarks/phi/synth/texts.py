"""The texts and their entity types in our terms."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks.phi.marked import Identifier, MarkedCall, MarkedTurn, positions
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel

TEXTS = Path(__file__).parent / "synth_dataset_v2.jsonl.gz"

LABELS: dict[str, PhiLabel] = {
    "PERSON": PhiLabel.NAME,
    "STREET_ADDRESS": PhiLabel.GEO,
    "GPE": PhiLabel.GEO,
    "ZIP_CODE": PhiLabel.GEO,
    "DATE_TIME": PhiLabel.DATE,
    "PHONE_NUMBER": PhiLabel.PHONE,
    "EMAIL_ADDRESS": PhiLabel.EMAIL,
    "CREDIT_CARD": PhiLabel.CREDIT_CARD,
    "IBAN_CODE": PhiLabel.ACCOUNT,
    "US_SSN": PhiLabel.SSN,
    "US_DRIVER_LICENSE": PhiLabel.LICENSE,
    "IP_ADDRESS": PhiLabel.IP,
    "DOMAIN_NAME": PhiLabel.URL,
    "AGE": PhiLabel.AGE_OVER_89,
}
"""What is looked for. All other types (ORGANIZATION, NRP, TITLE) are neutral."""

_OLDEST_THAT_STAYS = 89
_COUNTRIES = (
    r"australia|austria|belgium|brazil|canada|cyprus(?: \(greek\))?|czech republic|denmark|estonia|finland|france"
    r"|germany|greenlander|hungary|iceland|italy|netherlands|new zealand|norway|poland|portugal|slovenia|south africa"
    r"|spain|sweden|switzerland|tunisia|united kingdom|united states|uruguay"
)
_STAYS: dict[str, re.Pattern[str]] = {
    # "nan" is a gap in the generator's tables; two capitals are a state or province
    "GPE": re.compile(rf"(?i:{_COUNTRIES}|nan)|[A-Z]{{2}}"),
    "STREET_ADDRESS": re.compile(rf"(?<=\n )(?i:{_COUNTRIES})(?=\s*\d*\Z)|(?<=, )(?:[A-Z]{{1,3}}|nan)\b"),
    "DATE_TIME": re.compile(r"\A(?:19|20)\d\d\Z|(?<=\d )\d\d:\d\d:\d\d"),
}
"""What of an entity may stay by our rules: countries, states, bare years, the time of day."""


class _Line(BaseModel):
    """One text as it lies in the file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str
    spans: tuple[tuple[int, int, str], ...]


def read_texts(path: Path = TEXTS) -> list[MarkedCall]:
    """Each text as a call of one turn by an unknown speaker."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    return [_marked(f"S{number:04}", _Line.model_validate_json(line)) for number, line in enumerate(lines, 1)]


def _marked(call_id: str, line: _Line) -> MarkedCall:
    identifiers = tuple(
        Identifier(start, end, LABELS[kind])
        for start, end, kind in line.spans
        if _looked_for(kind, line.text[start:end])
    )
    neutral = positions([extent for span in line.spans for extent in _may_stay(line.text, span)])
    return MarkedCall(call_id, (MarkedTurn(Speaker.UNKNOWN.value, line.text, identifiers, neutral),))


def _looked_for(kind: str, said: str) -> bool:
    return kind in LABELS and not (kind == "AGE" and int(said) <= _OLDEST_THAT_STAYS)


def _may_stay(text: str, span: tuple[int, int, str]) -> Iterator[tuple[int, int]]:
    start, end, kind = span
    if not _looked_for(kind, text[start:end]):
        yield start, end
    elif kind in _STAYS:
        for match in _STAYS[kind].finditer(text[start:end]):
            if kind != "GPE" or match.group() == text[start:end]:
                yield start + match.start(), start + match.end()
