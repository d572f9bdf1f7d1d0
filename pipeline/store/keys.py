"""The master key, and what is derived from it: sealing of short texts, and ids that tell nothing of a path."""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipeline.errors import VaultError
from pipeline.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12
_SEAL_VERSION = b"\x01"


def master_key(settings: Settings) -> bytes:
    """The 32 bytes that open everything: from the settings, else from `<home>/master.key`, made at first run.

    Raises VaultError where the key is malformed, its file can be read by others, or it is missing while the vault
    already holds something that a new key could not open.
    """
    if settings.master_key is not None:
        return _decoded(settings.master_key.get_secret_value(), "the setting master_key")
    path = settings.home / "master.key"
    if not path.exists():
        _make_key_file(path, vault=settings.home / "vault")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise VaultError(f"{path} can be opened by others (mode {mode:04o}); only its owner may: chmod 600 {path}")
    return _decoded(path.read_text("ascii"), str(path))


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(f"{where} is not the base64 of {KEY_BYTES} bytes")
    return key


def _make_key_file(path: Path, vault: Path) -> None:
    if vault.is_dir() and any(vault.iterdir()):
        raise VaultError(f"{path} is missing, but {vault} holds files that only the lost key opens; restore the key")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears whole or not at all, and never replaces: of two first runs at once, the first one's key stays.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def derived_key(master: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, so that no key serves two algorithms (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"callqa {purpose}".encode()).derive(master)


class Sealer:
    """Seals short texts for the database: AES-256-GCM, bound to a context so that rows cannot be swapped."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(derived_key(master, "seal"))
        self._fingerprint_key = derived_key(master, "fingerprint")

    def seal(self, content: bytes, context: str) -> bytes:
        """Encrypt; two sealings of the same content differ."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _SEAL_VERSION + nonce + self._cipher.encrypt(nonce, content, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Decrypt; raises VaultError for another key, another context or a changed byte."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != _SEAL_VERSION:
            raise VaultError("a sealed text has an unknown form")
        try:
            return self._cipher.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError("a sealed text does not open: another master key, or it was changed") from error

    def fingerprint(self, content: bytes) -> bytes:
        """32 bytes that name the content; without the key nobody can try out paths or numbers against them."""
        return hmac.new(self._fingerprint_key, content, hashlib.sha256).digest()
