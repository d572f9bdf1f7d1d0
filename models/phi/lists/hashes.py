"""Patient lists as keyed hashes: what a call says can be compared with them, and they say nothing by themselves."""

import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.phi.lists.folded import Folded
from models.phi.lists.windows import View, Window, windows
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.errors import BadInputError

HASH_BYTES = 16  # of HMAC-SHA256's 32: RFC 2104, section 5, allows a half
LABELS = (PhiLabel.NAME, PhiLabel.DATE, PhiLabel.PHONE, PhiLabel.HEALTH_PLAN_ID, PhiLabel.MRN, PhiLabel.GEO)
_MARK = b"CQPH1\n"
_RECORD = np.dtype([("head", ">u8"), ("tail", ">u8"), ("label", "u1")])
_COUNT = struct.Struct(">Q")


def keyed_hash(key: bytes, view: View, text: str) -> bytes:
    """HMAC-SHA256, the first 16 bytes. `key`: 32 bytes; without it nobody can try names out against the list."""
    return hmac.digest(key, f"{view.value}\0{text}".encode(), hashlib.sha256)[:HASH_BYTES]


class PatientHashes:
    """A loaded list. Never holds a value of a patient."""

    def __init__(self, key: bytes, records: NDArray[np.void]) -> None:
        self._key = key
        self._heads = np.ascontiguousarray(records["head"], dtype=np.uint64)
        self._tails = np.ascontiguousarray(records["tail"], dtype=np.uint64)
        self._labels = np.ascontiguousarray(records["label"])

    def __len__(self) -> int:
        return len(self._heads)

    def __repr__(self) -> str:
        return f"PatientHashes({len(self)} hashes)"

    def spans(self, folded: Folded) -> list[PhiSpan]:
        """Where the text says what the list holds: the longest stretches, sorted and disjoint, marked `listed`."""
        looked_up = list(windows(folded))
        hits = [(window, label) for window, label in zip(looked_up, self._look_up(looked_up), strict=True) if label]
        taken: list[PhiSpan] = []
        for window, label in sorted(hits, key=lambda hit: hit[0].first - hit[0].last):
            start, end = folded.span(window.first, window.last)
            if all(end <= other.start or other.end <= start for other in taken):
                taken.append(PhiSpan(start=start, end=end, label=label, listed=True))
        return sorted(taken, key=lambda span: span.start)

    def _look_up(self, looked_up: Sequence[Window]) -> list[PhiLabel | None]:
        if not looked_up or not len(self):
            return [None] * len(looked_up)
        digests = b"".join(keyed_hash(self._key, window.view, window.key) for window in looked_up)
        pairs = np.frombuffer(digests, dtype=">u8").reshape(-1, 2).astype(np.uint64)
        at = np.minimum(np.searchsorted(self._heads, pairs[:, 0]), len(self) - 1)
        # Two entries of a list that share the first 8 bytes are not to be expected below some billions of entries.
        known = (self._heads[at] == pairs[:, 0]) & (self._tails[at] == pairs[:, 1])
        return [LABELS[self._labels[place]] if hit else None for place, hit in zip(at, known, strict=True)]


def write_hashes(path: Path, key: bytes, entries: Mapping[tuple[View, str], PhiLabel]) -> int:
    """Write the list, readable by its owner alone, whole or not at all; how many hashes it holds."""
    records = sorted(
        keyed_hash(key, view, text) + bytes([LABELS.index(label)]) for (view, text), label in entries.items()
    )
    body = _MARK + _COUNT.pack(len(records)) + b"".join(records)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body + _seal(key, body))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return len(records)


def read_hashes(path: Path, key: bytes) -> PatientHashes:
    """Open a list. Raises BadInputError where there is none, or it is another key's, or a byte was changed."""
    problem = ""
    content = b""
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({type(error).__name__}); `callqa lists hash` writes it"
    start = len(_MARK) + _COUNT.size
    body, seal = content[:-HASH_BYTES], content[-HASH_BYTES:]
    if not problem and not content.startswith(_MARK):
        problem = "is no list of hashes; `callqa lists hash` writes one"
    elif not problem and not hmac.compare_digest(seal, _seal(key, body)):
        problem = "was written with another master key, or was changed; write it anew with `callqa lists hash`"
    if problem:
        raise BadInputError(f"{path} (setting 'patient_hashes'): {problem}")
    return PatientHashes(key, np.frombuffer(body, dtype=_RECORD, offset=start))


def _seal(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"list\0" + body, hashlib.sha256)[:HASH_BYTES]
