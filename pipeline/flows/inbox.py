"""The scheduled flow: whatever lies in the site's inbox goes the way of `callqa process`."""

from prefect import flow

from pipeline.domain.call import CallContext
from pipeline.errors import BadInputError
from pipeline.flows.process import process_batch
from pipeline.flows.sources import find_recordings, read_contexts
from pipeline.flows.tools import Tools
from pipeline.settings import Settings


@flow(name="process-inbox", persist_result=False, log_prints=False)
def process_inbox() -> dict[str, int]:
    """Process every recording in `settings.inbox`; a manifest.csv or manifest.jsonl beside them is read.

    Files stay where they are: what was processed is known by its content and not done again.
    Raises BadInputError where no inbox is set or the manifest is wrong.
    """
    settings = Settings()
    if settings.inbox is None:
        raise BadInputError("no inbox: set `inbox` in callqa.toml, or CALLQA_INBOX")
    manifest = next(
        (one for one in sorted(settings.inbox.glob("manifest.*")) if one.suffix in (".csv", ".jsonl")), None
    )
    contexts = read_contexts(manifest, settings.inbox_columns, settings) if manifest else {}
    files = find_recordings([settings.inbox], may_be_empty=True)
    if not files:
        return {"processed": 0, "rejected": 0}
    batch = Tools(settings).store.create_batch([(file, contexts.get(file.name, CallContext())) for file in files])
    return process_batch(batch)
