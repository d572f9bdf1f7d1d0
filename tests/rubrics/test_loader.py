"""Reading rubrics: what ships is whole, and what a person gets wrong is named by file, line and key."""

from pathlib import Path

import pytest

from pipeline.domain.score import Dimension
from pipeline.errors import BadInputError
from rubrics.known_keys import SCHEMA_FILE, rubric_json_schema
from rubrics.loader import SHIPPED, load_flag_policy, load_rubrics
from rubrics.schema import Rubric

CRITERIA = {
    "EM": {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15},
    "ES": {1, 7, 10, 12, 14, 15, 16, 18},
    "CL": {1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14, 15, 16},
}
ESCALATION = (SHIPPED / "escalation" / "rubric.yaml").read_text(encoding="utf-8")


def load_changed(folder: Path, old: str, new: str) -> tuple[Rubric, ...]:
    """The shipped escalation rubric, with the first occurrence of a text replaced, from a folder of its own."""
    assert old in ESCALATION
    path = folder / "escalation" / "rubric.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(ESCALATION.replace(old, new, 1), encoding="utf-8")
    return load_rubrics(folder)


def line_of(text: str) -> int:
    return ESCALATION[: ESCALATION.index(text)].count("\n") + 1


def test_the_three_rubrics_ship_with_all_thirty_six_criteria_in_the_order_of_the_dimensions() -> None:
    rubrics = load_rubrics()
    assert [rubric.dimension for rubric in rubrics] == list(Dimension)
    ids = {criterion.id for rubric in rubrics for criterion in rubric.criteria}
    assert ids == {f"{prefix}-{number:02d}" for prefix, numbers in CRITERIA.items() for number in numbers}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("coaching:", "coachin:", "unknown key `coachin` in criteria.ES-01.coachin; did you mean `coaching`?"),
        ("severity: critical", "severity: crtical", "`crtical` is not known; did you mean `critical`?"),
        ("kind: duty", "kind: dutty", "`dutty` is not known; did you mean `duty`?"),
        ("acts: [asks_location]", "acts: [asks_locatoin]", "did you mean `asks_location`?"),
        ("agent_turns: 3", "agent_turn: 3", "unknown key `agent_turn`"),
        ("situation: urgent", "situaton: urgent", "a condition has exactly one key of"),
        ("types: ALL", "types: [SCH, TRY]", "`TRY` is not known; did you mean `TRI`?"),
        ("why: Minutes", "why: Minutes\n    why: Seconds", "key `why` stands twice"),
        ("id: ES-07", "id: ES-01", "criterion ids stand twice: ES-01"),
    ],
)
def test_a_slip_is_named_by_file_line_and_what_was_likely_meant(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInputError) as caught:
        load_changed(tmp_path, old, new)
    told = str(caught.value)
    assert said in told
    assert str(tmp_path / "escalation" / "rubric.yaml") in told


@pytest.mark.parametrize(("old", "new"), [("coaching:", "coachin:"), ("severity: critical", "severity: crtical")])
def test_the_line_is_that_of_the_slip(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(BadInputError, match=rf"rubric\.yaml:{line_of(old)}: "):
        load_changed(tmp_path, old, new)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"criteria\.ES-01 lacks `severity`"):
        load_changed(tmp_path, "    severity: critical\n", "")


def test_what_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"rubric\.yaml:\d+: not YAML"):
        load_changed(tmp_path, "types: ALL", "types: [ALL")


def test_yaml_that_would_run_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="not YAML"):
        load_changed(tmp_path, "types: ALL", "types: !!python/object/apply:os.system ['true']")


def test_a_folder_without_rubrics_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no folder in it holds a rubric\.yaml"):
        load_rubrics(tmp_path)


def test_an_id_in_two_rubrics_is_refused(tmp_path: Path) -> None:
    load_changed(tmp_path, "version: 1.0.0", "version: 1.0.1")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rubric.yaml").write_text(ESCALATION, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"two rubrics: ES-01"):
        load_rubrics(tmp_path)


def test_a_source_that_is_no_house_rule_needs_its_reference(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="needs its reference"):
        load_changed(tmp_path, "kind: house rule", "kind: standard")


def test_the_flag_policy_has_words_for_every_flag() -> None:
    policy = load_flag_policy()
    assert set(policy.texts) == {
        "auto_fail",
        "red_flag",
        "empathy_below_threshold",
        "escalation_below_threshold",
        "compliance_below_threshold",
        "cannot_score",
        "low_confidence",
        "control_sample",
    }


def test_an_unknown_book_is_held_to_the_higher_threshold() -> None:
    thresholds = load_flag_policy().thresholds
    both = [thresholds.lowest_unflagged(Dimension.ESCALATION, book) for book in ("administrative", "clinical")]
    assert thresholds.lowest_unflagged(Dimension.ESCALATION, None) == max(both)


def test_the_json_schema_is_up_to_date() -> None:
    message = "run `python -m rubrics.known_keys`"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == rubric_json_schema(), message
