"""Model files are found in installed packages, checked, and described without a path of the machine."""

import hashlib
from pathlib import Path

import pytest

from models import weights
from models.weights import (
    NOTES,
    Conversion,
    Presence,
    WeightFile,
    Weights,
    describe_weights,
    find_weights,
    load_manifest,
    prepare_weights,
    weights_named,
)
from pipeline.errors import BadInputError, MissingWeightsError

CONTENT = b"some weights"


def entry(path: str, content: bytes = CONTENT, **changes: object) -> Weights:
    file = WeightFile(path=path, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    return Weights.model_validate(
        {
            "name": "invented",
            "purpose": "a test",
            "licence": "MIT",
            "source": "nowhere",
            "revision": "1",
            "files": (file,),
            **changes,
        }
    )


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder that holds one file, as the manifest has it."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "invented.bin").write_bytes(CONTENT)
    monkeypatch.setattr(weights, "MANIFEST", folder / "manifest.yaml")
    monkeypatch.setattr(weights, "load_manifest", lambda: (entry("invented.bin"),))
    return folder


def test_every_entry_of_the_manifest_is_complete_and_its_name_unique() -> None:
    names = [entry.name for entry in load_manifest()]
    assert {"whisper-tiny.en", "whisper-base", "silero-vad", "voice-encoder"} <= set(names)
    assert len(names) == len(set(names))


def test_a_file_from_a_package_names_the_package_and_its_version() -> None:
    for entry_ in load_manifest():
        for file in entry_.files:
            assert (file.package is None) == (file.version is None), entry_.name


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(MissingWeightsError, match="no weights named nothing"):
        weights_named("nothing")


def test_a_misspelt_key_in_the_manifest_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text("weights:\n  - nmae: invented\n", encoding="utf-8")
    monkeypatch.setattr(weights, "MANIFEST", manifest)
    load_manifest.cache_clear()
    try:
        with pytest.raises(BadInputError, match="nmae"):
            load_manifest()
    finally:
        load_manifest.cache_clear()


def test_a_file_that_is_there_and_right_is_found(shipped: Path, tmp_path: Path) -> None:
    assert find_weights("invented", tmp_path / "cache") == (shipped / "invented.bin",)


def test_a_missing_file_is_refused_with_the_way_to_get_it(shipped: Path, tmp_path: Path) -> None:
    (shipped / "invented.bin").unlink()
    with pytest.raises(MissingWeightsError, match="is missing; restore models/"):
        find_weights("invented", tmp_path / "cache")


@pytest.mark.parametrize("content", [b"other weight", b"shorter"], ids=["same length", "other length"])
def test_a_changed_file_is_refused(shipped: Path, tmp_path: Path, content: bytes) -> None:
    (shipped / "invented.bin").write_bytes(content)
    with pytest.raises(MissingWeightsError, match="pinned sha256"):
        find_weights("invented", tmp_path / "cache")


def test_a_file_changed_after_it_was_checked_is_refused(shipped: Path, tmp_path: Path) -> None:
    find_weights("invented", tmp_path / "cache")
    (shipped / "invented.bin").write_bytes(b"other weight")
    with pytest.raises(MissingWeightsError):
        find_weights("invented", tmp_path / "cache")


def test_a_checked_file_is_not_read_again(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_weights("invented", tmp_path / "cache")

    def refuse(*_: object) -> None:
        raise AssertionError("the file was read a second time")

    monkeypatch.setattr(hashlib, "file_digest", refuse)
    assert find_weights("invented", tmp_path / "cache")


def test_damaged_notes_only_cost_a_second_look(shipped: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / NOTES).write_text("{not json", encoding="utf-8")
    assert find_weights("invented", cache)


def test_an_uninstalled_package_is_missing_and_the_remedy_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = WeightFile(package="no-such-package", version="1.2", path="a/b.bin", bytes=1, sha256="0" * 64)
    monkeypatch.setattr(weights, "load_manifest", lambda: (entry("x", files=(file,)),))
    (status,) = describe_weights(tmp_path / "cache")
    assert status.presence is Presence.MISSING
    assert "no-such-package==1.2" in status.remedy


def test_the_description_holds_no_path(shipped: Path, tmp_path: Path) -> None:
    (shipped / "invented.bin").write_bytes(b"other weight")
    (status,) = describe_weights(tmp_path / "cache")
    assert status.presence is Presence.WRONG
    assert str(tmp_path) not in repr(status)


def test_a_conversion_that_gives_something_else_than_pinned_is_thrown_away(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversion = Conversion(converter="copy", bytes=1, sha256="0" * 64)
    monkeypatch.setattr(weights, "load_manifest", lambda: (entry("invented.bin", converted=conversion),))
    monkeypatch.setattr(weights, "convert", lambda _, files, target: target.write_bytes(files[0].read_bytes()))
    cache = tmp_path / "cache"
    cache.mkdir()
    with pytest.raises(MissingWeightsError, match="converted file"):
        prepare_weights("invented", cache)
    assert not (cache / "invented.safetensors").exists()


@pytest.mark.slow
def test_everything_the_manifest_names_is_installed_and_right(tmp_path: Path) -> None:
    wrong = [status.name for status in describe_weights(tmp_path) if status.presence is not Presence.PRESENT]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in load_manifest() if entry.converted])
def test_conversion_gives_the_pinned_file(name: str, tmp_path: Path) -> None:
    path = prepare_weights(name, tmp_path)
    converted = weights_named(name).converted
    assert converted is not None
    assert path.stat().st_size == converted.bytes
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
