"""The deployments of prefect.yaml: that they can be found, and what they do."""

import importlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from pipeline.domain.call import CallContext
from pipeline.errors import BadInputError
from pipeline.settings import Settings
from tests.flows.runs import deliver, go, tools_for

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def site(prefect_home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_HOME", str(settings.home))
    monkeypatch.setattr("pipeline.flows.process.RETRY_AFTER_S", [0])


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_every_deployment_names_a_flow_that_is_there_and_takes_nothing(deployment: dict[str, str]) -> None:
    file, name = deployment["entrypoint"].split(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    assert flow.name == deployment["name"]
    assert flow.parameters.properties == {}, "only settings and ids cross the Prefect line"


def test_rescoring_judges_stored_calls_anew_once_and_keeps_the_old_scorecard(
    settings: Settings, tmp_path: Path
) -> None:
    from pipeline.flows.upkeep import rescore

    batch, store = go(tools_for(settings), deliver(tmp_path / "in", "a.wav"))
    (call,) = store.calls_of(batch)
    assert rescore() == {"calls": 1, "changed": 1}, "the real classifier's identity stands in the new provenance"
    assert store.scorecard_versions(call) == 2
    assert store.scorecard(call, 1).acts == store.scorecard(call).acts
    assert rescore() == {"calls": 1, "changed": 0}


def test_purging_deletes_what_is_past_its_retention_and_nothing_else(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.flows.upkeep import purge

    old = CallContext(started_at=datetime.now(UTC) - timedelta(days=400))
    sources = [*deliver(tmp_path / "old", "old.wav", context=old), *deliver(tmp_path / "new", "new.wav")]
    batch, store = go(tools_for(settings), sources)
    assert len(store.calls_of(batch)) == 2
    with pytest.raises(BadInputError, match="retention_days"):
        purge()
    monkeypatch.setenv("CALLQA_RETENTION_DAYS", "365")
    assert purge() == {"deleted": 1}
    assert [store.context(call).started_at for call in store.calls_of(batch)] == [None]


def test_an_inbox_must_be_named_and_may_be_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.flows.inbox import process_inbox

    with pytest.raises(BadInputError, match="CALLQA_INBOX"):
        process_inbox()
    monkeypatch.setenv("CALLQA_INBOX", str(tmp_path))
    assert process_inbox() == {"processed": 0, "rejected": 0}
