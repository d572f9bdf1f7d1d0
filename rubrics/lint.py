"""What `callqa rubrics check` looks for: everything that makes a rubric unclear, unsafe or untested."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.domain.score import Dimension, Severity, Verdict
from rubrics.cases import CaseFile
from rubrics.findings import Finding
from rubrics.loader import CASES_FILE, POLICY_FILE, SHIPPED, item_lines, read_yaml, rubric_paths
from rubrics.schema import Criterion, FlagPolicy, Rubric

CASES_PER_VERDICT = 3
MAX_COACHING_LENGTH = 160  # what fits beside a verdict on the call page, two lines
_PREFIX = {Dimension.EMPATHY: "EM", Dimension.ESCALATION: "ES", Dimension.COMPLIANCE: "CL"}


def lint_rubrics(folder: Path | None = None) -> list[Finding]:
    """Everything wrong with the rubrics, their cases and the flag policy of a folder; empty where all is well."""
    root = folder or SHIPPED
    paths = rubric_paths(root)
    if not paths:
        return [Finding(file=root, line=1, message="no folder in it holds a rubric.yaml")]
    findings: list[Finding] = []
    seen: dict[str, Path] = {}
    for path in paths:
        rubric, wrong = read_yaml(path, Rubric)
        findings += wrong
        if rubric is not None:
            findings += _lint_rubric(path, rubric, seen)
    policy = root / POLICY_FILE
    if policy.exists():
        findings += read_yaml(policy, FlagPolicy)[1]
    return findings


def _lint_rubric(path: Path, rubric: Rubric, seen: dict[str, Path]) -> Iterator[Finding]:
    lines = item_lines(path)
    for criterion in rubric.criteria:
        line = lines.get(criterion.id, 1)
        messages = list(_lint_criterion(criterion, rubric.dimension))
        if criterion.id in seen:
            messages.append(f"{criterion.id} also stands in {seen[criterion.id]}")
        seen.setdefault(criterion.id, path)
        yield from (Finding(file=path, line=line, message=message) for message in messages)
    yield from _lint_cases(path.with_name(CASES_FILE), rubric, path, lines)


def _lint_criterion(criterion: Criterion, dimension: Dimension) -> Iterator[str]:
    if not criterion.id.startswith(_PREFIX[dimension]):
        yield f"{criterion.id} does not start with {_PREFIX[dimension]}, the prefix of {dimension.value}"
    if not criterion.question.endswith("?"):
        yield f"{criterion.id}: the question does not end with a question mark"
    if len(criterion.coaching) > MAX_COACHING_LENGTH:
        yield f"{criterion.id}: the coaching line is longer than {MAX_COACHING_LENGTH} characters"
    if not criterion.coaching.endswith((".", "?", '"')):
        yield f"{criterion.id}: the coaching line is not a whole sentence"
    severities = [criterion.severity] if criterion.auto_fail else []
    severities += [case.severity or criterion.severity for case in criterion.special_cases if case.auto_fail]
    if any(severity is not Severity.CRITICAL for severity in severities) or (
        criterion.auto_fail_at_sites and criterion.severity is not Severity.CRITICAL
    ):
        yield f"{criterion.id}: an auto-fail must weigh as critical"
    for case in criterion.special_cases:
        if case.severity in (None, criterion.severity) and case.auto_fail in (None, criterion.auto_fail):
            yield f"{criterion.id}: a special case changes neither severity nor auto-fail"


def _lint_cases(path: Path, rubric: Rubric, rubric_path: Path, rubric_lines: dict[str, int]) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(file=rubric_path, line=1, message=f"there is no {CASES_FILE} beside it")
        return
    cases, wrong = read_yaml(path, CaseFile)
    yield from wrong
    if cases is None:
        return
    lines = item_lines(path)
    known = {criterion.id for criterion in rubric.criteria}
    for group in cases.criteria:
        if group.criterion not in known:
            message = f"cases of {group.criterion}, which the rubric does not have"
            yield Finding(file=path, line=lines[group.criterion], message=message)
        for name, times in Counter(case.name for case in group.cases).items():
            if times > 1:
                message = f"{group.criterion}: two cases are named `{name}`"
                yield Finding(file=path, line=lines[group.criterion], message=message)
    for criterion in rubric.criteria:
        counted = Counter(
            case.verdict for group in cases.criteria if group.criterion == criterion.id for case in group.cases
        )
        here = lines.get(criterion.id)
        at = (path, here) if here else (rubric_path, rubric_lines.get(criterion.id, 1))
        yield from (Finding(file=at[0], line=at[1], message=text) for text in _missing_cases(criterion, counted))


def _missing_cases(criterion: Criterion, counted: Counter[Verdict]) -> Iterator[str]:
    for verdict in criterion.verdicts:
        if counted[verdict] < CASES_PER_VERDICT:
            yield (
                f"{criterion.id} has {counted[verdict]} cases of `{verdict.value}`, "
                f"at least {CASES_PER_VERDICT} are needed"
            )
    for verdict in counted:
        # Any criterion cannot be scored where roles or type are unknown; only its own reasons need words.
        if verdict not in criterion.verdicts and verdict is not Verdict.CANNOT_SCORE:
            yield f"{criterion.id} has a case of `{verdict.value}`, but its verdicts do not say what that means"
