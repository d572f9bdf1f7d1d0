"""Reads rubrics and the flag policy into their closed types. What is wrong is named by file, line and key."""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipeline.domain.base import Value
from pipeline.domain.score import Dimension
from pipeline.errors import BadInputError
from rubrics.findings import Finding
from rubrics.known_keys import known_keys
from rubrics.schema import FlagPolicy, Rubric

SHIPPED = Path(__file__).parent
RUBRIC_FILE = "rubric.yaml"
CASES_FILE = "cases.yaml"
POLICY_FILE = "flag_policy.yaml"

_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times faster
_LIST_UP_TO = 15  # more names than this are no help in a message

Loaded = TypeVar("Loaded", bound=Value)


def load_rubrics(folder: Path | None = None) -> tuple[Rubric, ...]:
    """Every `<name>/rubric.yaml` under the folder, in the order of the dimensions; default: those that ship.

    Raises BadInputError naming file, line and key where a file is wrong, or where there is none.
    """
    root = folder or SHIPPED
    paths = rubric_paths(root)
    if not paths:
        raise BadInputError(f"{root}: no folder in it holds a {RUBRIC_FILE}")
    loaded = [load_yaml(path, Rubric) for path in paths]
    rubrics = tuple(sorted(loaded, key=lambda rubric: list(Dimension).index(rubric.dimension)))
    ids = [criterion.id for rubric in rubrics for criterion in rubric.criteria]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise BadInputError(f"{root}: criterion ids stand in two rubrics: {', '.join(twice)}")
    return rubrics


def load_flag_policy(path: Path | None = None) -> FlagPolicy:
    """The policy of flags; default: the one that ships. Raises BadInputError as `load_rubrics`."""
    return load_yaml(path or SHIPPED / POLICY_FILE, FlagPolicy)


def rubric_paths(root: Path) -> list[Path]:
    """The rubric files under a folder, by name; empty where the folder is absent."""
    return sorted(root.glob(f"*/{RUBRIC_FILE}"))


def load_yaml(path: Path, kind: type[Loaded]) -> Loaded:
    """One YAML file as a closed type. Raises BadInputError with `file:line: what is wrong` per line."""
    loaded, findings = read_yaml(path, kind)
    if loaded is None:
        raise BadInputError("\n".join(str(finding) for finding in findings))
    return loaded


def read_yaml(path: Path, kind: type[Loaded]) -> tuple[Loaded | None, list[Finding]]:
    """The file as a closed type, or None and everything that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Finding(file=path, line=1, message=f"cannot be read ({type(error).__name__})")]
    try:
        node = yaml.compose(text, Loader=_SAFE)
        content = yaml.load(text, Loader=_SAFE)  # noqa: S506  the safe loader, in C where PyYAML has it
    except yaml.YAMLError as error:
        return None, [_yaml_problem(path, error)]
    if node is None:
        return None, [Finding(file=path, line=1, message="the file is empty")]
    twice = [Finding(file=path, line=line, message=f"key `{key}` stands twice") for key, line in _twice(node)]
    if twice:
        return None, twice
    try:
        return kind.model_validate(content), []
    except ValidationError as error:
        return None, _problems(path, node, error.errors(include_url=False), kind)


def item_lines(path: Path) -> dict[str, int]:
    """The line of each item of a readable file that has an `id` or names its `criterion`."""
    lines: dict[str, int] = {}
    waiting = [yaml.compose(path.read_text(encoding="utf-8"), Loader=_SAFE)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            name = _name(node)
            if name is not None:
                lines.setdefault(name, node.start_mark.line + 1)
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return lines


def _yaml_problem(path: Path, error: yaml.YAMLError) -> Finding:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    return Finding(file=path, line=line, message=f"not YAML: {getattr(error, 'problem', None) or 'cannot be parsed'}")


def _twice(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in one mapping; YAML itself would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(key.value)
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _twice(child)


def _problems(path: Path, node: yaml.Node, details: list[ErrorDetails], kind: type[Value]) -> list[Finding]:
    """One finding an error; a list that is called empty only because its items are wrong is not named as well."""
    deeper = [detail["loc"] for detail in details]
    own = [
        detail
        for detail in details
        if detail["type"] != "too_short" or not any(loc[: len(detail["loc"])] == detail["loc"] != loc for loc in deeper)
    ]
    return list(dict.fromkeys(_problem(path, node, detail, kind) for detail in own))


def _problem(path: Path, root: yaml.Node, detail: ErrorDetails, kind: type[Value]) -> Finding:
    line, keys, node = _locate(root, detail["loc"])
    where = ".".join(keys) or "the file"
    written = node.value if isinstance(node, yaml.ScalarNode) else ""
    expected = _quoted(str(detail.get("ctx", {}).get("expected", "")))
    match detail["type"]:
        case "extra_forbidden":
            message = f"unknown key `{keys[-1]}` in {where}{_suggestion(keys[-1], known_keys(kind))}"
        case "missing":
            message = f"{where} lacks `{detail['loc'][-1]}`"
        case "enum" | "literal_error" if written:
            message = f"{where}: `{written}` is not known{_suggestion(written, expected)}"
        case "union_tag_invalid":
            tag, tags = detail["ctx"]["tag"], _quoted(detail["ctx"]["expected_tags"])
            message = f"{where}: `{tag}` is not known{_suggestion(tag, tags)}"
        case _:
            message = f"{where}: {detail['msg']}"
    return Finding(file=path, line=line, message=message)


def _quoted(message: str) -> list[str]:
    """The names that pydantic lists as expected: each in single quotes."""
    return re.findall(r"'([^']+)'", message)


def _locate(node: yaml.Node, loc: tuple[int | str, ...]) -> tuple[int, list[str], yaml.Node]:
    """Line, key path and node of an error. Parts of `loc` that are no key (a union's tag) are passed over."""
    line, keys = node.start_mark.line + 1, []
    for part in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
            keys.append(f"{_name(node) or part}")
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is not None:
                line, node = found[0].start_mark.line + 1, found[1]
                keys.append(str(part))
    return line, keys, node


def _name(node: yaml.Node) -> str | None:
    """What a person calls an item of a list: its id, if it has one."""
    if isinstance(node, yaml.MappingNode):
        return next((value.value for key, value in node.value if key.value in ("id", "criterion")), None)
    return None


def _suggestion(written: str, known: list[str]) -> str:
    near = difflib.get_close_matches(written, known, n=1, cutoff=0.6)
    return (
        f"; did you mean `{near[0]}`?" if near else f"; known: {', '.join(known)}" if len(known) < _LIST_UP_TO else ""
    )
