"""Exports: whole, typed, and without anything that the store keeps in confidence."""

from pathlib import Path
from typing import Literal

import pandas as pd
import pytest

from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.domain.score import Verdict
from pipeline.store import Store
from pipeline.store.export import export
from tests import builders
from tests.store.deliveries import admitted, deliver

NAMES = ["calls", "scores", "criteria", "flags", "rejections", "reviews"]
Format = Literal["parquet", "csv"]


def read(folder: Path, name: str, fmt: Format) -> pd.DataFrame:
    path = folder / f"{name}.{fmt}"
    return pd.read_parquet(path) if fmt == "parquet" else pd.read_csv(path)


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    call = admitted(store, tmp_path, external_id="EXTCANARY", agent_name="NAMECANARY", agent_id="=cmd()")
    store.save_redacted(builders.redacted(((Speaker.CALLER, "TEXTCANARY [NAME]"),), by_gate=2))
    store.save_scorecard(builders.scorecard(scores=(1.0, 2.0, 3.0)))
    results = (builders.result(), builders.result("ES-01", Verdict.NOT_MET, evidence=(4, 7)))
    store.save_scorecard(builders.scorecard(results=results))
    store.save_flags(call, [builders.flag("auto_fail", criteria=["ES-01", "CL-03"])])
    store.save_review(builders.review(note="NOTECANARY"))
    _, (bad,) = deliver(store, tmp_path / "PATHCANARY", "bad")
    store.reject(Rejection(source_id=bad, step=Step.ADMIT, reason=RejectionReason.NOT_AUDIO, hint="send audio"))
    return store


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_an_export_says_what_the_store_holds(filled: Store, tmp_path: Path, fmt: Format) -> None:
    out = tmp_path / "out"
    assert export(filled, out, fmt) == [out / f"{name}.{fmt}" for name in NAMES]
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{name}.{fmt}" for name in NAMES)

    scores = read(out, "scores", fmt)
    assert scores["scorecard_version"].tolist() == [2, 2, 2]
    assert scores["score"].tolist()[:2] == [100.0, 80.0]
    assert scores["score"].isna().tolist() == [False, False, True]
    criteria = read(out, "criteria", fmt)
    assert criteria[["criterion", "verdict"]].to_numpy().tolist() == [["EM-01", "met"], ["ES-01", "not_met"]]
    assert str(criteria["evidence"].iloc[1]) == "4 7"
    assert read(out, "flags", fmt)["criteria"].tolist() == ["ES-01 CL-03"]
    assert read(out, "rejections", fmt)["reason"].tolist() == ["not_audio"]
    assert read(out, "reviews", fmt)[["reviewer", "opinion"]].to_numpy().tolist() == [["Ines", "agree"]]
    assert read(out, "calls", fmt)[["year", "identifiers_hidden", "hidden_by_gate"]].to_numpy().tolist() == [
        [2026, 3, 2]
    ]


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_nothing_confidential_goes_out(filled: Store, tmp_path: Path, fmt: Format) -> None:
    for path in export(filled, tmp_path / "out", fmt):
        text = read(path.parent, path.stem, fmt).to_csv()
        assert "CANARY" not in text, path.name
        assert b"CANARY" not in path.read_bytes(), path.name
        assert "03-02" not in text or path.stem == "reviews", path.name


def test_a_spreadsheet_finds_no_formula_in_an_id(filled: Store, tmp_path: Path) -> None:
    export(filled, tmp_path, "csv")
    assert read(tmp_path, "calls", "csv")["agent_id"].tolist() == ["'=cmd()"]
    export(filled, tmp_path, "parquet")
    assert read(tmp_path, "calls", "parquet")["agent_id"].tolist() == ["=cmd()"]


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_an_empty_store_gives_empty_tables_with_their_columns(store: Store, tmp_path: Path, fmt: Format) -> None:
    export(store, tmp_path, fmt)
    for name in NAMES:
        table = read(tmp_path, name, fmt)
        assert table.empty
        assert "call_id" in table.columns


def test_a_call_about_which_nothing_is_known_is_exported_with_gaps(store: Store, tmp_path: Path) -> None:
    _, (source,) = deliver(store, tmp_path / "in", "a")
    store.admit(source, builders.recording("a"), CallContext())
    export(store, tmp_path, "parquet")
    row = read(tmp_path, "calls", "parquet").iloc[0]
    assert row[["year", "agent_id", "contact_type", "identifiers_hidden", "hidden_by_gate"]].isna().all()
