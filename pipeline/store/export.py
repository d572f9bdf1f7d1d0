"""Tables for other tools. They hold ids, scores, verdicts and counts; no words of a call, no names of patients.

Of a call's date only the year goes out (45 CFR 164.514(b)(2)(i)(C)). The telephone platform's own call id, names of
agents and reviewers' notes stay in the store.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Select, func, select

from pipeline.store.store import Store
from pipeline.store.tables import (
    CallRow,
    CriterionOpinionRow,
    CriterionResultRow,
    DimensionScoreRow,
    FlagRow,
    RedactedTranscriptRow,
    RejectionRow,
    ReviewRow,
    ScorecardRow,
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "duration_s": "float64",
    "year": "Int64",
    "score": "Float64",
    "score_without_auto_fail": "Float64",
    "confidence": "float64",
    "auto_fail": "bool",
    "auto_failed": "bool",
    "scorecard_version": "Int64",
    "identifiers_hidden": "Int64",
    "hidden_by_gate": "Int64",
    "reviewed_at": "datetime64[us, UTC]",
}  # every other column is text


def export(store: Store, folder: Path, fmt: Literal["parquet", "csv"]) -> list[Path]:
    """Write calls, scores, criteria, flags, rejections and reviews below the folder; the files written.

    Each file appears whole, and replaces one of an earlier export.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(table, folder / f"{name}.{fmt}", fmt) for name, table in export_tables(store)]


def export_tables(store: Store) -> Iterator[tuple[str, pd.DataFrame]]:
    """The same tables in memory, with their names; columns and types are there also where a table is empty."""
    for name, query in (
        ("calls", _calls()),
        ("scores", _scores()),
        ("criteria", _criteria()),
        ("flags", _flags()),
        ("rejections", _rejections()),
        ("reviews", _reviews()),
    ):
        columns = [column.key for column in query.selected_columns if column.key is not None]
        rows = [tuple(_plain(cell) for cell in row) for row in store.read(query)]
        table = pd.DataFrame.from_records(rows, columns=columns)
        yield name, table.astype({column: _TYPES.get(column, "string") for column in columns})


def _calls() -> Select[*tuple[Any, ...]]:
    """Every admitted call; the two counts are empty where it is not redacted yet, or withheld."""
    year = func.extract("year", CallRow.started_at).label("year")
    query = select(
        CallRow.id.label("call_id"),
        year,
        CallRow.duration_s,
        CallRow.agent_id,
        CallRow.team,
        CallRow.site,
        CallRow.contact_type,
        CallRow.role,
        CallRow.direction,
        RedactedTranscriptRow.identifiers_hidden,
        RedactedTranscriptRow.hidden_by_gate,
    )
    query = query.outerjoin(RedactedTranscriptRow, RedactedTranscriptRow.call_id == CallRow.id)
    return query.order_by(CallRow.id)


def _newest() -> Select[int]:
    return select(func.max(ScorecardRow.id)).group_by(ScorecardRow.call_id)


def _scores() -> Select[*tuple[Any, ...]]:
    query = select(
        ScorecardRow.call_id,
        ScorecardRow.version.label("scorecard_version"),
        DimensionScoreRow.dimension,
        DimensionScoreRow.score,
        DimensionScoreRow.auto_failed,
        DimensionScoreRow.score_without_auto_fail,
    ).join(DimensionScoreRow, DimensionScoreRow.scorecard_id == ScorecardRow.id)
    return query.where(ScorecardRow.id.in_(_newest())).order_by(ScorecardRow.call_id, DimensionScoreRow.position)


def _criteria() -> Select[*tuple[Any, ...]]:
    query = select(
        ScorecardRow.call_id,
        ScorecardRow.version.label("scorecard_version"),
        CriterionResultRow.criterion,
        CriterionResultRow.dimension,
        CriterionResultRow.verdict,
        CriterionResultRow.severity,
        CriterionResultRow.auto_fail,
        CriterionResultRow.confidence,
        CriterionResultRow.evidence,
    ).join(CriterionResultRow, CriterionResultRow.scorecard_id == ScorecardRow.id)
    return query.where(ScorecardRow.id.in_(_newest())).order_by(ScorecardRow.call_id, CriterionResultRow.position)


def _flags() -> Select[*tuple[Any, ...]]:
    query = select(FlagRow.call_id, FlagRow.rule, FlagRow.severity, FlagRow.criteria)
    return query.order_by(FlagRow.call_id, FlagRow.position)


def _rejections() -> Select[*tuple[Any, ...]]:
    query = select(RejectionRow.source_id, RejectionRow.call_id, RejectionRow.step, RejectionRow.reason)
    return query.order_by(RejectionRow.source_id)


def _reviews() -> Select[*tuple[Any, ...]]:
    """One row an opinion; all reviews, of which a reviewer's newest counts."""
    query = select(
        ReviewRow.call_id,
        ScorecardRow.version.label("scorecard_version"),
        ReviewRow.reviewer,
        ReviewRow.reviewed_at,
        CriterionOpinionRow.criterion,
        CriterionOpinionRow.opinion,
    )
    query = query.join(CriterionOpinionRow, CriterionOpinionRow.review_id == ReviewRow.id)
    query = query.outerjoin(ScorecardRow, ScorecardRow.id == ReviewRow.scorecard_id)
    return query.order_by(ReviewRow.call_id, ReviewRow.reviewed_at, ReviewRow.id, CriterionOpinionRow.position)


def _plain(cell: object) -> object:
    """Enums by their value; the turns of an evidence and the criteria of a flag in one text, apart by blanks."""
    if isinstance(cell, StrEnum):
        return cell.value
    if isinstance(cell, tuple):
        return " ".join(str(one) for one in cell)
    return cell


def _write(table: pd.DataFrame, path: Path, fmt: Literal["parquet", "csv"]) -> Path:
    draft = path.with_name(f".{path.name}.part")
    if fmt == "parquet":
        table.to_parquet(draft, index=False)
    else:
        _without_formulas(table).to_csv(draft, index=False)
    draft.replace(path)
    return path


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Texts that a spreadsheet would run as a formula get an apostrophe before them: ids come from other systems."""
    guarded = table.copy()
    for name in (column for column in table.columns if column not in _TYPES):
        risky = table[name].str.startswith(_FORMULA_STARTS, na=False)
        guarded[name] = table[name].mask(risky, "'" + table[name])
    return guarded
