from pathlib import Path

import pytest

from pipeline.errors import BadInputError
from pipeline.flows.sources import find_recordings, read_contexts
from pipeline.settings import Settings


def test_recordings_are_found_by_content_so_only_our_own_lists_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("a.wav", "b.call", "sub/deep/c", "manifest.csv", "notes.txt", ".DS_Store", "sub/truth.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [one.name for one in find_recordings([tmp_path])] == ["a.wav", "b.call", "c"]


def test_a_file_that_is_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_bytes(b"x")
    assert find_recordings([tmp_path / "odd.txt"]) == [(tmp_path / "odd.txt").absolute()]


def test_a_path_that_is_not_there_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no such file"):
        find_recordings([tmp_path / "nowhere"])
    with pytest.raises(BadInputError, match="no recordings"):
        find_recordings([tmp_path])
    assert find_recordings([tmp_path], may_be_empty=True) == []


def test_a_manifest_with_a_sites_own_columns_is_read_by_its_mapping(tmp_path: Path) -> None:
    manifest = tmp_path / "export.csv"
    manifest.write_text("Tonfile,Agentin\na.wav,Dana\n")
    settings = Settings(home=tmp_path, manifest_columns={"file": "Tonfile", "agent_name": "Agentin"})
    assert read_contexts(manifest, "custom", settings)["a.wav"].agent_name == "Dana"


def test_an_unknown_mapping_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="amazon_connect"):
        read_contexts(tmp_path / "m.csv", "genezys", Settings(home=tmp_path))
    with pytest.raises(BadInputError, match="manifest_columns"):
        read_contexts(tmp_path / "m.csv", "custom", Settings(home=tmp_path))
