"""What a batch is made of: the files that may be recordings, and what the manifest says of them."""

from pathlib import Path

from pipeline.domain.call import CallContext
from pipeline.errors import BadInputError
from pipeline.settings import Settings
from pipeline.steps.manifest import MAPPINGS, read_manifest

# Leftovers of file systems and our own lists, never recordings.
NOT_RECORDINGS = frozenset({".csv", ".json", ".jsonl", ".md", ".txt", ".toml", ".yaml", ".ds_store"})


def read_contexts(manifest: Path, columns: str, settings: Settings) -> dict[str, CallContext]:
    """What the manifest says, by file name. Raises BadInputError naming the file, the line and the column."""
    mapping = settings.manifest_columns if columns == "custom" else MAPPINGS.get(columns)
    if not mapping:
        known = ", ".join((*MAPPINGS, "custom"))
        raise BadInputError(f"--columns {columns}: known are {known}; custom needs `manifest_columns` in callqa.toml")
    try:
        text = manifest.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{manifest}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    return read_manifest(text, manifest.name, mapping)


def find_recordings(paths: list[Path], *, may_be_empty: bool = False) -> list[Path]:
    """Every file below these paths that may be a recording: its content decides, not its name. Sorted.

    Raises BadInputError for a path that is not there, or if nothing is found and that is not expected.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise BadInputError(f"no such file or folder: {', '.join(map(str, missing))}")
    found: set[Path] = set()
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        found.update(
            one.absolute()
            for one in inside
            if one.is_file() and (one == path or (one.suffix.lower() not in NOT_RECORDINGS and one.name[0] != "."))
        )
    if not found and not may_be_empty:
        raise BadInputError(f"no recordings in {', '.join(map(str, paths))}")
    return sorted(found)
