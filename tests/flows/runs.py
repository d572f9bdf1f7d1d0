"""Runs the flow's way in this process, with fakes in the place of models."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.ids import BatchId
from pipeline.flows.work import Work
from pipeline.ports import PhiDetector, SpeechToText
from pipeline.settings import Settings
from pipeline.store.store import Store
from tests.fakes import FakeTools, InlineWorkers, ScriptedRecogniser, WordListDetector
from tests.sounds import tone, wav

SCRIPT = ((Speaker.AGENT, "Lakeside Clinic, this is Maya, how can I help?"), (Speaker.CALLER, "I need a refill."))


def tools_for(
    settings: Settings, recogniser: SpeechToText | None = None, detector: PhiDetector | None = None
) -> FakeTools:
    tools = FakeTools(settings)
    tools.fake_recogniser = recogniser or ScriptedRecogniser(SCRIPT)
    tools.fake_detector = detector or WordListDetector(())
    return tools


def deliver(folder: Path, *names: str, context: CallContext | None = None) -> list[tuple[Path, CallContext]]:
    """Recordings of different tones under these names."""
    folder.mkdir(parents=True, exist_ok=True)
    delivered = []
    for name in names:
        path = folder / name
        path.write_bytes(wav(tone(3.0, level=0.1 + (hash(name) % 1000) / 2000, channels=2)))
        delivered.append((path, context or CallContext()))
    return delivered


def go(tools: FakeTools, sources: Sequence[tuple[Path, CallContext]]) -> tuple[BatchId, Store]:
    """One flow run over these sources."""
    from prefect import flow

    from pipeline.flows.process import go_the_way

    batch = tools.store.create_batch(sources)

    @flow(name="test-way", persist_result=False, log_prints=False)
    def way(batch_id: str) -> dict[str, int]:
        return go_the_way(BatchId(batch_id), tools.store, InlineWorkers(Work(tools)), 8)

    way(batch)
    return batch, tools.store
