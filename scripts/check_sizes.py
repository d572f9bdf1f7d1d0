"""The size budget: files of at most 300 lines, functions of at most 40. The list of debts starts empty."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 300, 40
DEBTS: frozenset[str] = frozenset()
FOLDERS = ("pipeline", "models", "rubrics", "dashboard", "scripts", "benchmarks", "tests")


def findings(path: Path) -> Iterator[str]:
    """What is too long in one file; a function's docstring does not count."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, budget {FILE_LINES}: is there a second thing in it?"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            spent = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - spent
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, budget {FUNCTION_LINES}"


def main() -> None:
    """Print every finding that is not a known debt; exit 1 if there is one."""
    files = sorted(path for folder in FOLDERS for path in Path(folder).rglob("*.py"))
    found = [line for path in files for line in findings(path) if line.split(":")[0] not in DEBTS]
    print("\n".join(found) or f"sizes: {len(files)} files within budget")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
