"""Settings as a site writes them: what is wrong is refused with its place and what to write instead."""

from pathlib import Path

import pytest

from pipeline.cli.options import read_settings
from pipeline.domain.phi import PhiLabel, StaffNames
from pipeline.errors import BadInputError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_by_default_names_of_staff_and_organisations_stay() -> None:
    settings = read_settings()
    assert settings.staff_names is StaffNames.KEEP
    assert settings.keep_organisation
    assert settings.keep_labels == frozenset()
    assert settings.languages == {"en"}


def test_a_file_says_what_is_hidden(empty_folder: Path) -> None:
    (empty_folder / "callqa.toml").write_text(
        'staff_names = "hide"\nkeep_organisation = false\nkeep_labels = ["DATE"]\ndeny_list = "deny.txt"\n'
    )
    settings = read_settings()
    assert settings.staff_names is StaffNames.HIDE
    assert not settings.keep_organisation
    assert settings.keep_labels == {PhiLabel.DATE}
    assert settings.deny_list == Path("deny.txt")


def test_the_environment_outweighs_the_file_and_separates_by_commas(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "callqa.toml").write_text('keep_labels = ["URL"]\n')
    monkeypatch.setenv("CALLQA_KEEP_LABELS", "DATE, GEO")
    assert read_settings().keep_labels == {PhiLabel.DATE, PhiLabel.GEO}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('staff_names = "surnames"', ("staff_names", "'keep', 'first_names' or 'hide'")),
        ('keep_organisation = "perhaps"', ("keep_organisation", "valid boolean")),
        ('keep_labels = ["DATES"]', ("keep_labels", "'DATE'")),
        ('keep_labels = ["STAFF"]', ("keep_labels", 'staff_names = "keep"')),
        ('languages = ["en", "es"]', ("languages", "no recogniser reads es", "en only")),
        ("languages = []", ("languages", "at least 1")),
        ("hide_staff = true", ("hide_staff", 'staff_names = "hide" and keep_organisation = false')),
        ("hide_staff = false", ("hide_staff", 'staff_names = "keep"')),
        ('staff_name = "hide"', ("staff_name", "not permitted")),
        ("staff_names = hide", ("not TOML", "line 1")),
    ],
)
def test_a_wrong_value_in_the_file_is_refused_with_field_and_mend(
    empty_folder: Path, line: str, said: tuple[str, ...]
) -> None:
    (empty_folder / "callqa.toml").write_text(line + "\n")
    with pytest.raises(BadInputError) as caught:
        read_settings()
    assert str(caught.value).startswith("callqa.toml: ")
    for words in said:
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CALLQA_HIDE_STAFF", "1", 'staff_names = "hide"'),
        ("CALLQA_LANGUAGES", "en,pt", "no recogniser reads pt"),
        ("CALLQA_STAFF_NAMES", "none", "'first_names'"),
        ("CALLQA_MANIFEST_COLUMNS", "file=x", "JSON"),
    ],
)
def test_a_wrong_value_in_the_environment_is_refused_and_not_passed_over(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadInputError) as caught:
        read_settings()
    assert str(caught.value).startswith("environment")
    assert variable.removeprefix("CALLQA_").lower() in str(caught.value).lower()
    assert said in str(caught.value)
