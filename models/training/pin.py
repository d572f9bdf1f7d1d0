"""Writes the digests of freshly trained weights into the manifest, so that they are what the loader accepts."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import BadInputError


def pin_files(manifest: Path, files: Sequence[Path]) -> None:
    """Replace `bytes` and `sha256` of entries whose path is under the manifest's folder; the rest stays as written.

    Raises BadInputError where the manifest names no such file.
    """
    text = manifest.read_text(encoding="utf-8")
    for file in files:
        name = file.relative_to(manifest.parent).as_posix()
        entry = re.compile(rf"(path: {re.escape(name)}\n\s+bytes: )\d+(\n\s+sha256: )[0-9a-f]{{64}}")
        content = file.read_bytes()
        text, found = entry.subn(rf"\g<1>{len(content)}\g<2>{hashlib.sha256(content).hexdigest()}", text)
        if found != 1:
            raise BadInputError(f"{manifest.name} names {name} {found} times")
    manifest.write_text(text, encoding="utf-8")
