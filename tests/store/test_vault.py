"""The vault gives back what it got, to whoever has the key and says so first, and nothing else."""

import base64
import resource
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.domain.ids import CallId
from pipeline.domain.review import AccessEvent
from pipeline.errors import VaultError
from pipeline.ports import Vault, VaultKind
from pipeline.settings import Settings
from pipeline.store.keys import Sealer, master_key
from pipeline.store.vault import FileVault, open_vault
from tests import builders

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
CALL, OTHER = builders.call_id("first"), builders.call_id("other")
CHUNK = 16  # so small that short contents have several chunks

# The folder is shared by a test's examples on purpose: putting replaces.
on_one_folder = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class RememberingLog:
    def __init__(self) -> None:
        self.events: list[AccessEvent] = []

    def record(self, event: AccessEvent) -> None:
        self.events.append(event)


def vault_at(folder: Path, key: bytes = KEY, chunk_bytes: int = CHUNK) -> FileVault:
    return FileVault(folder, key, RememberingLog(), chunk_bytes)


def read(vault: Vault, call: CallId = CALL, kind: VaultKind = VaultKind.RECORDING) -> bytes:
    return vault.get(call, kind, actor="ines", purpose="review")


def only_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


@on_one_folder
@given(content=st.binary(max_size=200), chunk_bytes=st.integers(1, 64))
def test_what_goes_in_comes_out(tmp_path: Path, content: bytes, chunk_bytes: int) -> None:
    vault = vault_at(tmp_path, chunk_bytes=chunk_bytes)
    vault.put(CALL, VaultKind.TRANSCRIPT, content)
    assert read(vault, kind=VaultKind.TRANSCRIPT) == content


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_contents_around_a_whole_number_of_chunks_come_out(tmp_path: Path, size: int) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, bytes(size))
    assert read(vault) == bytes(size)


@pytest.mark.parametrize("size", [0, 5, 2 * CHUNK])
def test_any_changed_byte_is_refused(tmp_path: Path, size: int) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"x" * size)
    path = only_file(tmp_path)
    stored = path.read_bytes()
    for at in range(len(stored)):
        changed = bytearray(stored)
        changed[at] ^= 1
        path.write_bytes(changed)
        with pytest.raises(VaultError, match="does not open"):
            read(vault)
    path.write_bytes(stored)
    assert read(vault) == b"x" * size


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"x" * (3 * CHUNK))
    path = only_file(tmp_path)
    stored = path.read_bytes()
    for length in range(len(stored)):
        path.write_bytes(stored[:length])
        with pytest.raises(VaultError, match="does not open"):
            read(vault)


def test_chunks_that_changed_places_or_came_twice_are_refused(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"a" * CHUNK + b"b" * CHUNK + b"c" * CHUNK)
    path = only_file(tmp_path)
    stored, sealed = path.read_bytes(), CHUNK + 16
    header, body = stored[: -3 * sealed], stored[-3 * sealed :]
    first, second, third = (body[at : at + sealed] for at in range(0, 3 * sealed, sealed))
    for order in ((second, first, third), (first, first, third), (first, third), (first, second, second, third)):
        path.write_bytes(header + b"".join(order))
        with pytest.raises(VaultError, match="does not open"):
            read(vault)


def test_one_file_cannot_stand_in_for_another(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"of this call")
    stored = only_file(tmp_path)
    for call, kind in ((OTHER, VaultKind.RECORDING), (CALL, VaultKind.TRANSCRIPT)):
        vault.put(call, kind, b"something else")
        (target,) = (path for path in tmp_path.rglob(kind.value) if path.parent.name == call and path != stored)
        target.write_bytes(stored.read_bytes())
        with pytest.raises(VaultError, match="does not open"):
            read(vault, call, kind)


def test_another_master_key_opens_nothing(tmp_path: Path) -> None:
    vault_at(tmp_path).put(CALL, VaultKind.RECORDING, b"sound")
    with pytest.raises(VaultError, match="another key"):
        read(vault_at(tmp_path, OTHER_KEY))


def test_the_same_content_is_never_stored_alike(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"the same words again")
    before = only_file(tmp_path).read_bytes()
    vault.put(CALL, VaultKind.RECORDING, b"the same words again")
    after = only_file(tmp_path).read_bytes()
    assert b"words" not in before + after
    assert not {before[at : at + 16] for at in range(8, len(before) - 16)} & {
        after[at : at + 16] for at in range(8, len(after) - 16)
    }


def test_a_reading_is_recorded_before_anything_is_opened(tmp_path: Path) -> None:
    class FailingLog:
        def record(self, event: AccessEvent) -> None:
            raise ConnectionError

    log = RememberingLog()
    FileVault(tmp_path, KEY, log).put(CALL, VaultKind.RECORDING, b"sound")
    assert log.events == []
    with pytest.raises(ConnectionError):
        read(FileVault(tmp_path, KEY, FailingLog()))
    with pytest.raises(VaultError):
        read(FileVault(tmp_path, OTHER_KEY, log))
    (event,) = log.events
    assert (event.call_id, event.kind, event.actor, event.action) == (CALL, "recording", "ines", "read")


def test_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    assert not vault.holds(CALL, VaultKind.RECORDING)
    with pytest.raises(VaultError, match=f"holds no recording of call {CALL}"):
        read(vault)


def test_deleting_a_call_leaves_nothing_of_it_and_all_of_the_others(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    for kind in VaultKind:
        vault.put(CALL, kind, b"mine")
        vault.put(OTHER, kind, b"theirs")
    assert vault.delete(CALL) == len(VaultKind)
    assert vault.delete(CALL) == 0
    assert not any(CALL in str(path) for path in tmp_path.rglob("*"))
    assert all(read(vault, OTHER, kind) == b"theirs" for kind in VaultKind)


def test_a_draft_that_a_killed_process_left_goes_with_its_call(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"sound")
    only_file(tmp_path).with_name(".recording.0123").write_bytes(b"half a file")
    assert vault.delete(CALL) == 2
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_a_write_that_fails_keeps_the_old_content(tmp_path: Path) -> None:
    vault = vault_at(tmp_path)
    vault.put(CALL, VaultKind.RECORDING, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))  # as a full disk does: the write ends in the middle
    try:
        with pytest.raises(OSError, match="File too large"):
            vault.put(CALL, VaultKind.RECORDING, b"new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read(vault) == b"old"
    assert only_file(tmp_path).name == "recording"


@pytest.mark.parametrize("name", ["../escape", "", ".hidden", "a/b", "a" * 65, "a\n"])
def test_an_id_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(VaultError, match="characters"):
        vault_at(tmp_path).put(CallId(name), VaultKind.RECORDING, b"")


def test_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    vault = vault_at(tmp_path / "vault")
    vault.put(CALL, VaultKind.RECORDING, b"sound")
    assert only_file(tmp_path).stat().st_mode & 0o077 == 0
    assert only_file(tmp_path).parent.stat().st_mode & 0o077 == 0


class TestMasterKey:
    def test_the_first_run_makes_a_key_that_only_its_owner_can_open(self, settings: Settings) -> None:
        key = master_key(settings)
        path = settings.home / "master.key"
        assert len(key) == 32
        assert path.stat().st_mode & 0o777 == 0o600
        assert list(settings.home.iterdir()) == [path]
        assert master_key(settings) == key

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
    def test_a_key_that_others_can_open_is_refused(self, settings: Settings, mode: int) -> None:
        master_key(settings)
        (settings.home / "master.key").chmod(mode)
        with pytest.raises(VaultError, match="chmod 600"):
            master_key(settings)

    def test_a_key_from_the_settings_needs_no_file(self, tmp_path: Path) -> None:
        given_key = Settings(home=tmp_path, master_key=base64.b64encode(KEY).decode())
        assert master_key(given_key) == KEY
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
    def test_a_malformed_key_is_refused_without_being_shown(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(VaultError, match="base64 of 32 bytes") as caught:
            master_key(Settings(home=tmp_path, master_key=text))
        assert not text or text not in str(caught.value)

    def test_a_lost_key_is_not_replaced_while_the_vault_holds_files(self, settings: Settings) -> None:
        open_vault(settings, RememberingLog()).put(CALL, VaultKind.RECORDING, b"sound")
        (settings.home / "master.key").unlink()
        with pytest.raises(VaultError, match="restore the key"):
            master_key(settings)


class TestSealer:
    @given(content=st.binary(max_size=300), context=st.text(max_size=30))
    def test_a_sealed_text_opens_in_its_own_context_only(self, content: bytes, context: str) -> None:
        sealer = Sealer(KEY)
        sealed = sealer.seal(content, context)
        assert sealer.unseal(sealed, context) == content
        with pytest.raises(VaultError):
            sealer.unseal(sealed, context + "x")
        with pytest.raises(VaultError):
            Sealer(OTHER_KEY).unseal(sealed, context)

    @given(content=st.binary(max_size=40), data=st.data())
    def test_a_changed_or_shortened_sealed_text_is_refused(self, content: bytes, data: st.DataObject) -> None:
        sealed = bytearray(Sealer(KEY).seal(content, "context"))
        at = data.draw(st.integers(0, len(sealed) - 1))
        with pytest.raises(VaultError):
            Sealer(KEY).unseal(bytes(sealed[:at]), "context")
        sealed[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(VaultError):
            Sealer(KEY).unseal(bytes(sealed), "context")

    def test_a_fingerprint_cannot_be_tried_out_without_the_key(self) -> None:
        assert Sealer(KEY).fingerprint(b"path") == Sealer(KEY).fingerprint(b"path")
        assert Sealer(KEY).fingerprint(b"path") != Sealer(OTHER_KEY).fingerprint(b"path")
