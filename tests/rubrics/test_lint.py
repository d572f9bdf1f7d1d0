"""What the check of rubrics finds."""

from pathlib import Path
from shutil import copytree

import pytest

from rubrics.lint import lint_rubrics
from rubrics.loader import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped escalation rubric with its cases."""
    copytree(SHIPPED / "escalation", tmp_path / "escalation")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_ships_has_no_findings() -> None:
    assert lint_rubrics() == []


def test_an_untouched_copy_has_no_findings(folder: Path) -> None:
    assert lint_rubrics(folder) == []


def test_a_rubric_without_cases_is_found(folder: Path) -> None:
    (folder / "escalation" / "cases.yaml").unlink()
    assert [finding.message for finding in lint_rubrics(folder)] == ["there is no cases.yaml beside it"]


def test_too_few_cases_of_a_verdict_are_found_at_the_criterions_line(folder: Path) -> None:
    path = folder / "escalation" / "cases.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if "criterion: ES-18" in line)
    path.write_text("\n".join(lines[: start + 8]), encoding="utf-8")
    findings = lint_rubrics(folder)
    assert {finding.line for finding in findings} == {start + 1}
    assert any("ES-18 has 0 cases of `not_met`, at least 3 are needed" in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("rubric.yaml", "id: ES-07", "id: EM-07", "EM-07 does not start with ES"),
        ("rubric.yaml", "help, or hand over on the line, at once?", "help.", "does not end with a question mark"),
        ("rubric.yaml", "coaching: Stop", f"coaching: {'word ' * 40}Stop", "longer than"),
        ("rubric.yaml", "severity: critical", "severity: major", "an auto-fail must weigh as critical"),
        (
            "rubric.yaml",
            "        severity: critical\n        auto_fail: true",
            "        severity: major",
            "changes neither",
        ),
        ("rubric.yaml", "auto_fail: true", "autofail: true", "did you mean `auto_fail`?"),
        ("cases.yaml", "criterion: ES-07", "criterion: ES-08", "cases of ES-08, which the rubric does not have"),
        (
            "cases.yaml",
            "<red_flag.cardiac>",
            "<red_flag.cardiak>",
            "`red_flag.cardiak` is no act; did you mean `red_flag.cardiac`?",
        ),
        ("cases.yaml", "a cold transfer alone", "booked instead", "two cases are named `booked instead`"),
        ("cases.yaml", "- caller: Her lips", "- nurse: Her lips", "a turn starts with agent, caller, other or unknown"),
    ],
)
def test_each_slip_is_found(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder / "escalation" / file, old, new)
    assert any(said in str(finding) for finding in lint_rubrics(folder)), [str(one) for one in lint_rubrics(folder)]


def test_an_empty_folder_is_a_finding(tmp_path: Path) -> None:
    assert [str(finding) for finding in lint_rubrics(tmp_path)] == [
        f"{tmp_path}:1: no folder in it holds a rubric.yaml"
    ]
