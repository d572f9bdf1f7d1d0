"""Puts an invented call into a store, as far as a test needs it."""

from pathlib import Path

from pipeline.domain.call import CallContext
from pipeline.domain.ids import BatchId, CallId, SourceId
from pipeline.store import Store
from tests import builders


def deliver(store: Store, folder: Path, *names: str) -> tuple[BatchId, list[SourceId]]:
    """Files with the names' bytes, ordered as one batch."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{name}.wav" for name in names]
    for path, name in zip(paths, names, strict=True):
        if not path.exists():
            path.write_bytes(name.encode())
    batch = store.create_batch([(path, CallContext()) for path in paths])
    return batch, store.sources_of(batch)


def admitted(store: Store, folder: Path, name: str = "first", **context: object) -> CallId:
    """One call that is admitted."""
    _, (source,) = deliver(store, folder, name)
    store.admit(source, builders.recording(name), builders.context(**context))
    return builders.call_id(name)
