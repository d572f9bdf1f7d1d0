"""What the whole way makes of calls whose truth is known: verdict by verdict, and whether the right calls were flagged.

    python -m benchmarks.verdicts .callqa-demo samples/truth.jsonl

The truth's verdicts follow from its labelled acts by the same rules, so what differs was lost on the way: by
recognition, redaction, the act classifier, or by what the rules derive from the sound.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.domain.labelled import LabelledCall
from pipeline.domain.queue import QueueFilter
from pipeline.domain.score import Flag, Severity, Verdict
from pipeline.settings import Settings
from pipeline.steps.score_lines import ScoredLine, score_line
from pipeline.store.store import Store, open_store
from rubrics.loader import load_flag_policy, load_rubrics

GRAVE = {Severity.CRITICAL, Severity.MAJOR}


def read_truth(path: Path) -> dict[str, ScoredLine]:
    """Scored by its own acts, by call id."""
    rubrics, policy = load_rubrics(), load_flag_policy()
    calls = [LabelledCall.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {call.call_id: score_line(call, None, rubrics, policy) for call in calls}


def compare(store: Store, truth: dict[str, ScoredLine]) -> None:
    """Print the confusion of verdicts, what differs by criterion, and the flags."""
    confusion: Counter[tuple[Verdict, Verdict]] = Counter()
    by_criterion: Counter[tuple[str, Verdict, Verdict]] = Counter()
    flags: list[tuple[str, str, str]] = []
    for item in store.queue(QueueFilter(include_unflagged=True)):
        wanted = truth.get(store.context(item.call_id).external_id or "")
        if wanted is None or not item.dimensions:
            continue
        for result in store.scorecard(item.call_id).results:
            if result.criterion in wanted.criteria:
                pair = (wanted.criteria[result.criterion].verdict, result.verdict)
                confusion[pair] += 1
                by_criterion[(result.criterion, *pair)] += 1
        flags.append((wanted.call_id, grave(wanted.flags), grave(item.flags)))
    print_confusion(confusion)
    print("\nby criterion, where they differ (criterion: truth -> came out, calls)")
    for (criterion, expected, came), count in sorted(by_criterion.items()):
        if expected is not came:
            print(f"  {criterion}: {expected} -> {came}  {count}")
    print_flags(sorted(flags))


def grave(flags: Sequence[Flag]) -> str:
    """The rules and criteria of a call's critical and major flags, in words."""
    found = [
        f"{flag.rule}({','.join(flag.criteria)})" if flag.criteria else flag.rule
        for flag in flags
        if flag.severity in GRAVE
    ]
    return " ".join(sorted(found)) or "-"


def print_confusion(confusion: Counter[tuple[Verdict, Verdict]]) -> None:
    """Rows: truth; columns: what came out."""
    total = sum(confusion.values())
    if not total:
        raise SystemExit("no call of the store has a line in the truth: are their ids the manifest's external_id?")
    equal = sum(count for (expected, came), count in confusion.items() if expected is came)
    print(f"verdicts: {equal} of {total} equal ({100 * equal / total:.1f} %)\n")
    print(f"{'truth / came out':>18}" + "".join(f"{verdict.value:>16}" for verdict in Verdict))
    for expected in Verdict:
        print(f"{expected.value:>18}" + "".join(f"{confusion[expected, came]:>16}" for came in Verdict))


def print_flags(flags: list[tuple[str, str, str]]) -> None:
    """Per call the grave flags that its truth earns, and those it got."""
    print("\ncritical and major flags, call by call")
    for call, expected, came in flags:
        print(f"  {call}\n    truth: {expected}\n    got:   {came}")


def main() -> None:
    """Read the arguments, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("truth", type=Path)
    arguments = parser.parse_args()
    compare(open_store(Settings(home=arguments.home)), read_truth(arguments.truth))


if __name__ == "__main__":
    main()
