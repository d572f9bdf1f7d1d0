"""Presidio as it comes and ours, side by side on labelled calls.

    python -m benchmarks.phi.compare benchmarks/phi/held-out.jsonl --hard-negatives benchmarks/phi/hard-negatives.jsonl

What counts as found, leaked and right: `scoring.py`. Every figure carries its 95 % interval.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.phi.detectors import DEFAULT, OURS, Find, ablation, default_presidio, ours
from benchmarks.phi.figures import figures
from benchmarks.phi.marked import MarkedCall, read_calls
from benchmarks.phi.report import Measured, layer_table, speed_table, table, write_json
from benchmarks.phi.scoring import CallScore, score_call
from benchmarks.phi.speed import measure_speed


def scores_of(find: Find, calls: Sequence[MarkedCall]) -> list[CallScore]:
    """Run one detector over all calls, each as a whole."""
    return [
        score_call(call, find([turn.text for turn in call.turns], [turn.speaker for turn in call.turns]))
        for call in calls
    ]


def makers(only_ours: bool, with_layers: bool) -> dict[str, Callable[[], Find]]:
    """Name → how the detector is loaded, in the order of the columns."""
    chosen: dict[str, Callable[[], Find]] = {} if only_ours else {DEFAULT: default_presidio}
    chosen[OURS] = ours
    if with_layers:
        chosen |= {name: partial(ours, layers) for name, layers in ablation().items()}
    return chosen


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path, nargs="+", help="JSON Lines of labelled calls, one table a file")
    parser.add_argument("--hard-negatives", type=Path, help="JSON Lines of calls that look like PHI and hold none")
    parser.add_argument("--ablation", action="store_true", help="also each layer alone and all but each layer")
    parser.add_argument("--only-ours", action="store_true", help="leave the default Presidio out")
    parser.add_argument("--show", action="store_true", help="list misses and needless spans; only for invented calls")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures there")
    parser.add_argument("--repeats", type=int, default=5, help="of the measurement of CPU time; 0 leaves it out")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table a file, then CPU time; `--show` prints what was missed and hidden needlessly (it prints PHI)."""
    given = _read(arguments)
    sources = [(path.name, read_calls(path)) for path in given.calls]
    if given.hard_negatives:
        sources.append((given.hard_negatives.name, read_calls(given.hard_negatives, hard_negatives=True)))
    finders = {name: make() for name, make in makers(given.only_ours, given.ablation).items()}
    sets = []
    for source, calls in sources:
        scores = {name: scores_of(find, calls) for name, find in finders.items()}
        sets.append(Measured(source, len(calls), {name: figures(found) for name, found in scores.items()}))
        _print_set(sets[-1], scores[OURS] if given.show else [])
    speeds = (
        measure_speed(finders, [call for _, calls in sources for call in calls], given.repeats) if given.repeats else {}
    )
    if speeds:
        print(speed_table(speeds, given.repeats))
    if given.json:
        write_json(given.json, sets, speeds)


def _print_set(measured: Measured, to_show: Sequence[CallScore]) -> None:
    wide = {name: found for name, found in measured.figures.items() if name in (DEFAULT, OURS)}
    print(table(Measured(measured.source, measured.calls, wide)))
    if len(wide) < len(measured.figures):
        print(layer_table(measured))
    for title, lines in (
        ("not all hidden", [line for score in to_show for line in score.misses]),
        ("hidden needlessly", [line for score in to_show for line in score.needless]),
    ):
        if lines:
            print(f"\n{title} by ours", *lines, sep="\n")


if __name__ == "__main__":
    main()
