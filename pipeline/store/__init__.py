"""Where results and encrypted files are kept: `open_store`, `open_vault`."""

from pipeline.store.store import Store, open_store
from pipeline.store.vault import FileVault, open_vault

__all__ = ["FileVault", "Store", "open_store", "open_vault"]
