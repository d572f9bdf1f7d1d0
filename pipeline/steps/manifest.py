"""The telephone platform's list of calls: CSV or JSON Lines to one CallContext a file, by a mapping of columns."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Literal

from pydantic import ValidationError

from pipeline.domain.call import CallContext
from pipeline.errors import BadInputError

FIELDS = ("file", *CallContext.model_fields)
Cell = str | int | float | bool | None

# What each platform calls our fields. A dot steps into a nested JSON object.
MAPPINGS: Mapping[str, Mapping[str, str]] = {
    # Our own names; every column but `file` is optional.
    "callqa": {field: field for field in FIELDS},
    # Amazon Connect contact records as they are streamed, one JSON object a line:
    # docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html
    "amazon_connect": {
        "file": "Recording.Location",
        "external_id": "ContactId",
        "agent_id": "Agent.ARN",
        "agent_name": "Agent.Username",
        "team": "Agent.RoutingProfile.Name",
        "site": "InstanceARN",
        "direction": "InitiationMethod",
        "started_at": "InitiationTimestamp",
        "queue_wait_s": "Queue.Duration",
    },
    # FreePBX/Asterisk call detail records, the `cdr` table exported as CSV with its column names.
    "freepbx": {
        "file": "recordingfile",
        "external_id": "uniqueid",
        "agent_id": "dst",
        "agent_name": "dst_cnam",
        "site": "did",
        "started_at": "calldate",
    },
}
DIRECTIONS = {"in": "inbound", "inbound": "inbound", "out": "outbound", "outbound": "outbound", "callback": "outbound"}
TRUE, FALSE = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
UNKNOWN = frozenset({"", "null", "none", "n/a", "unknown", "-"})


def read_manifest(
    text: str, name: str, mapping: Mapping[str, str], zone: Literal["utc", "local"] = "utc"
) -> dict[str, CallContext]:
    """Contexts by file name. `name` is the manifest's own, for messages; times without a zone are taken as `zone`.

    Raises BadInputError naming the manifest, the line, the field and the mend; never a value, which may name a patient.
    """
    unknown = sorted(set(mapping) - set(FIELDS))
    if unknown:
        raise BadInputError(
            f"{name}: the mapping names unknown field(s) {', '.join(unknown)}; known: {', '.join(FIELDS)}"
        )
    contexts: dict[str, CallContext] = {}
    for line, row in _rows(text, name):
        file = _lookup(row, mapping.get("file", "file"))
        if _unknown(file):
            raise BadInputError(f"{name}, line {line}: no file in column '{mapping.get('file', 'file')}'")
        contexts[_last_part(str(file))] = _context(row, mapping, name, line, zone)
    return contexts


def _rows(text: str, name: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        for line, content in enumerate(text.splitlines(), 1):
            if not content.strip():
                continue
            try:
                row = json.loads(content)
            except json.JSONDecodeError as error:
                raise BadInputError(f"{name}, line {line}: not JSON ({error.msg} at column {error.colno})") from None
            if not isinstance(row, dict):
                raise BadInputError(f"{name}, line {line}: a JSON object is needed on every line")
            yield line, row
        return
    reader = csv.DictReader(io.StringIO(text), dialect=_dialect(text))
    for row in reader:
        yield reader.line_num, row


def _dialect(text: str) -> type[csv.Dialect]:
    head = text.splitlines()[0] if text else ""
    delimiter = max(",;\t", key=head.count)

    class Found(csv.excel):
        pass

    Found.delimiter = delimiter
    return Found


def _lookup(row: Mapping[str, object], column: str) -> Cell:
    """The cell of a column; a dotted name also steps into nested objects. None where it is absent."""
    value: object = row.get(column)
    if value is None and "." in column:
        value = row
        for part in column.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, str | int | float | bool) else None


def _unknown(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in UNKNOWN)


def _last_part(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name


def _context(
    row: Mapping[str, object], mapping: Mapping[str, str], name: str, line: int, zone: Literal["utc", "local"]
) -> CallContext:
    values: dict[str, object] = {}
    for field, column in mapping.items():
        cell = _lookup(row, column)
        if field != "file" and not _unknown(cell):
            values[field] = _convert(field, cell, zone)
    try:
        return CallContext.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        field = str(problem["loc"][0]) if problem["loc"] else "started_at"
        column = mapping.get(field, field)
        raise BadInputError(f"{name}, line {line}, column '{column}' ({field}): {problem['msg']}") from None


def _convert(field: str, cell: Cell, zone: Literal["utc", "local"]) -> object:
    """The cell as the field's type wants it; what cannot be converted goes on as it is, to be refused by name."""
    text = str(cell).strip()
    folded = text.casefold()
    if field == "direction":
        return DIRECTIONS.get(folded, folded)
    if field in ("contact_type", "role"):
        return text.upper()
    if field == "ivr_played_notice":
        return True if folded in TRUE else False if folded in FALSE else text
    if field == "started_at":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC) if zone == "utc" else moment.astimezone()
        return moment
    return text
