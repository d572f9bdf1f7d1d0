"""The store as one thing, and how it is opened."""

from pipeline.settings import Settings
from pipeline.store.batch_progress import Progress
from pipeline.store.database import connect, for_writing
from pipeline.store.deletion import Deletion
from pipeline.store.intake import Intake
from pipeline.store.keys import Sealer, master_key
from pipeline.store.results import Results
from pipeline.store.schema import upgrade
from pipeline.store.status import Status


class Store(Intake, Results, Progress, Status, Deletion):
    """Everything that is kept of calls, apart from what lies in the vault. Safe to use from several threads.

    Each process opens its own; any number may write at once.
    """


def open_store(settings: Settings) -> Store:
    """Open the settings' database and bring it to this code's schema.

    Raises BadInputError for a database that is not ours to use, VaultError where the master key is refused.
    """
    sealer = Sealer(master_key(settings))
    engine = connect(settings)
    upgrade(for_writing(engine))
    return Store(engine, sealer, settings.home)
