"""The encrypted files of each call: recording, transcript in clear, redacted sound.

A file is: mark and version, chunk size, data key wrapped by the master key, nonce prefix, then chunks, each sealed with
AES-256-GCM under a nonce of prefix, chunk number and "last" (the STREAM construction, Hoang et al. 2015): no chunk can
be changed, dropped, doubled or moved. Header, call id and kind are authenticated with every chunk, so no file can stand
in for another. Chunks because one AES-GCM call ends at 2 GiB, and four hours of uncompressed sound are more.
"""

import os
import re
import secrets
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from pipeline.domain.ids import CallId
from pipeline.domain.review import AccessEvent
from pipeline.errors import VaultError
from pipeline.ports import AccessLog, VaultKind
from pipeline.settings import Settings
from pipeline.store.keys import KEY_BYTES, derived_key, master_key

_MARK = b"CQV1"
_PREFIX_BYTES = 7
_TAG_BYTES = 16
_HEADER = struct.Struct(f">4sI{KEY_BYTES + 8}s{_PREFIX_BYTES}s")
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_CHUNK_BYTES = 16 * 1024 * 1024


class FileVault:
    """Implements `pipeline.ports.Vault` with one file per call and kind, `<folder>/<two characters>/<call>/<kind>`."""

    def __init__(self, folder: Path, master: bytes, log: AccessLog, chunk_bytes: int = _CHUNK_BYTES) -> None:
        self._folder = folder
        self._wrapping_key = derived_key(master, "vault")
        self._log = log
        self._chunk_bytes = chunk_bytes

    def put(self, call_id: CallId, kind: VaultKind, content: bytes) -> None:
        """Encrypt and keep; replaces what was there. A reader sees the old file or the new one, never a part."""
        path = self._path(call_id, kind)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                for part in self._encrypted(content, call_id, kind):
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)

    def get(self, call_id: CallId, kind: VaultKind, *, actor: str, purpose: str) -> bytes:
        """Decrypt; the AccessEvent is kept first, so that no reading goes unseen.

        Raises VaultError where there is nothing, where the key is another one, or where a byte was changed.
        """
        path = self._path(call_id, kind)
        self._log.record(
            AccessEvent(
                call_id=call_id,
                kind=kind.value,
                actor=actor,
                action="read",
                purpose=purpose,
                happened_at=datetime.now(UTC),
            )
        )
        try:
            stored = memoryview(path.read_bytes())
        except FileNotFoundError as error:
            raise VaultError(f"the vault holds no {kind.value} of call {call_id}") from error
        return self._decrypted(stored, call_id, kind)

    def holds(self, call_id: CallId, kind: VaultKind) -> bool:
        """Whether something is kept under this key, without reading it."""
        return self._path(call_id, kind).is_file()

    def delete(self, call_id: CallId) -> int:
        """Remove everything of the call, drafts of a killed process too; how many files went."""
        folder = self._path(call_id, VaultKind.RECORDING).parent
        if not folder.is_dir():
            return 0
        removed = 0
        for path in folder.iterdir():
            path.unlink()
            removed += 1
        folder.rmdir()
        _sync_folder(folder.parent)
        return removed

    def _path(self, call_id: CallId, kind: VaultKind) -> Path:
        if not _SAFE_ID.fullmatch(call_id):
            raise VaultError("a call id with characters that cannot stand in a file name")
        return self._folder / call_id[:2] / call_id / kind.value

    def _encrypted(self, content: bytes, call_id: CallId, kind: VaultKind) -> Iterator[bytes]:
        key, prefix = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_PREFIX_BYTES)
        header = _HEADER.pack(_MARK, self._chunk_bytes, aes_key_wrap(self._wrapping_key, key), prefix)
        cipher, bound = AESGCM(key), _bound(header, call_id, kind)
        yield header
        view = memoryview(content)
        starts = range(0, max(len(view), 1), self._chunk_bytes)
        for number, start in enumerate(starts):
            nonce = _nonce(prefix, number, last=number == len(starts) - 1)
            yield cipher.encrypt(nonce, view[start : start + self._chunk_bytes], bound)

    def _decrypted(self, stored: memoryview, call_id: CallId, kind: VaultKind) -> bytes:
        refusal = VaultError(f"the {kind.value} of call {call_id} does not open: another key, or the file was changed")
        if len(stored) < _HEADER.size + _TAG_BYTES:
            raise refusal
        header, body = bytes(stored[: _HEADER.size]), stored[_HEADER.size :]
        mark, chunk_bytes, wrapped, prefix = _HEADER.unpack(header)
        if mark != _MARK or chunk_bytes == 0:
            raise refusal
        try:
            cipher = AESGCM(aes_key_unwrap(self._wrapping_key, wrapped))
            sealed_bytes, bound = chunk_bytes + _TAG_BYTES, _bound(header, call_id, kind)
            starts = range(0, len(body), sealed_bytes)
            return b"".join(
                cipher.decrypt(
                    _nonce(prefix, number, last=number == len(starts) - 1), body[start : start + sealed_bytes], bound
                )
                for number, start in enumerate(starts)
            )
        except (InvalidUnwrap, InvalidTag, ValueError) as error:
            raise refusal from error


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


def _bound(header: bytes, call_id: CallId, kind: VaultKind) -> bytes:
    return header + f"{call_id}/{kind.value}".encode()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_vault(settings: Settings, log: AccessLog) -> FileVault:
    """The vault of these settings, below `<home>/vault`; raises VaultError where the master key is refused."""
    return FileVault(settings.home / "vault", master_key(settings), log)
