"""The key of patient lists, derived from the site's master key: a list is worth nothing at another site."""

from pipeline.settings import Settings
from pipeline.store.keys import derived_key, master_key


def patient_list_key(settings: Settings) -> bytes:
    """32 bytes. Raises VaultError where the master key is refused."""
    return derived_key(master_key(settings), "patient lists")
