"""Presidio as it comes and ours, side by side on labelled calls: `python -m benchmarks.phi.compare CALLS.jsonl`.

A gold span is found when every letter and digit of it is hidden, by spans of any label. STAFF and ORG may stay and
are not looked for, but hiding one is not counted as an error either.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.phi.detector import keep_offline, load_detector
from pipeline.domain.labelled import LabelledCall, LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.settings import Settings

MAY_STAY = frozenset({PhiLabel.STAFF, PhiLabel.ORG})
Extent = tuple[int, int]
Find = Callable[[Sequence[str], Sequence[str]], list[list[Extent]]]


@dataclass
class Tally:
    """What one detector did on all calls. Characters are letters and digits."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    phi_characters: int = 0
    leaked_characters: int = 0
    calls: int = 0
    leaking_calls: int = 0
    hidden_spans: int = 0
    right_spans: int = 0
    clean_characters: int = 0
    damaged_characters: int = 0
    staff_spans: int = 0
    staff_left: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)
    excess: list[str] = field(default_factory=list)

    def add(self, call: LabelledCall, hidden: Sequence[Sequence[Extent]]) -> None:
        """Count one call."""
        leaks = [self._add_turn(call.call_id, turn, spans) for turn, spans in zip(call.turns, hidden, strict=True)]
        self.calls += 1
        self.leaking_calls += any(leaks)

    def _add_turn(self, call_id: str, turn: LabelledTurn, spans: Sequence[Extent]) -> bool:
        covered = {at for start, end in spans for at in range(start, end)}
        solid = {at for at, character in enumerate(turn.text) if character.isalnum()}
        labelled = {at for span in turn.phi for at in range(span.start, span.end)}
        leaks = False
        for span in turn.phi:
            if span.label in MAY_STAY:
                self.staff_spans += 1
                self.staff_left += not covered & set(range(span.start, span.end))
                continue
            inside = solid & set(range(span.start, span.end))
            missing = inside - covered
            self.gold[span.label] += 1
            self.found[span.label] += not missing
            self.phi_characters += len(inside)
            self.leaked_characters += len(missing)
            leaks = leaks or bool(missing)
            if missing:
                self.misses.append(_shown(call_id, turn, span.start, span.end, span.label.value))
        for start, end in spans:
            right = any(span.start < end and start < span.end for span in turn.phi)
            self.hidden_spans += 1
            self.right_spans += right
            if not right:
                self.excess.append(_shown(call_id, turn, start, end, "-"))
        self.clean_characters += len(solid - labelled)
        self.damaged_characters += len((solid - labelled) & covered)
        return leaks


def _shown(call_id: str, turn: LabelledTurn, start: int, end: int, label: str) -> str:
    before, after = turn.text[max(0, start - 30) : start], turn.text[end : end + 25]
    return f"{call_id} {turn.speaker.value[0]} {label}: {before}«{turn.text[start:end]}»{after}"


def ours() -> Find:
    """Our detector with the default policy: STAFF and ORG stay."""
    detector = load_detector(Settings())

    def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Extent]]:
        return [_extents(spans) for spans in detector.detect(texts, speakers)]

    return find


def _extents(spans: Sequence[PhiSpan]) -> list[Extent]:
    return [(span.start, span.end) for span in spans if span.label not in MAY_STAY]


def default_presidio() -> Find:
    """Presidio with its own recognisers and the same spaCy model, turn by turn, as its documentation shows it."""
    keep_offline()
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    from models.phi.language import model_folder

    models = [{"lang_code": "en", "model_name": str(model_folder())}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])

    def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Extent]]:  # noqa: ARG001 it knows no speakers
        return [[(found.start, found.end) for found in engine.analyze(text, language="en")] for text in texts]

    return find


def measure(find: Find, calls: Sequence[LabelledCall]) -> Tally:
    """Run over all calls; the first call once before the clock starts, since models warm up."""
    find(*_inputs(calls[0]))
    tally = Tally()
    for call in calls:
        started = time.perf_counter()
        hidden = find(*_inputs(call))
        tally.seconds += time.perf_counter() - started
        tally.add(call, hidden)
    return tally


def _inputs(call: LabelledCall) -> tuple[list[str], list[str]]:
    return [turn.text for turn in call.turns], [turn.speaker.value for turn in call.turns]


def report(tallies: dict[str, Tally]) -> str:
    """The table: one row a figure, one column a detector."""
    rows = [("", *tallies)]
    for name, figure in _FIGURES:
        rows.append((name, *(figure(tally) for tally in tallies.values())))
    labels = sorted({label for tally in tallies.values() for label in tally.gold})
    for label in labels:
        rows.append((f"  {label}", *(f"{t.found[label]}/{t.gold[label]}" for t in tallies.values())))
    return "\n".join(f"{row[0]:34}" + "".join(f"{cell:>20}" for cell in row[1:]) for row in rows)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2%}" if whole else "n/a"


_FIGURES: tuple[tuple[str, Callable[[Tally], str]], ...] = (
    ("PHI spans found", lambda t: f"{_share(t.found.total(), t.gold.total())} ({t.found.total()}/{t.gold.total()})"),
    ("PHI characters leaked", lambda t: _share(t.leaked_characters, t.phi_characters)),
    ("calls with any leak", lambda t: f"{_share(t.leaking_calls, t.calls)} ({t.leaking_calls}/{t.calls})"),
    ("hidden spans that touch a label", lambda t: f"{_share(t.right_spans, t.hidden_spans)} ({t.hidden_spans})"),
    ("clean characters hidden", lambda t: _share(t.damaged_characters, t.clean_characters)),
    ("STAFF and ORG left in clear", lambda t: f"{_share(t.staff_left, t.staff_spans)} ({t.staff_spans})"),
    ("calls a second, one core", lambda t: f"{t.calls / t.seconds:.1f}"),
)


def main() -> None:
    """Print the table; `--show` prints what was missed and what was hidden needlessly (it prints PHI)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("calls", type=Path, help="JSON Lines of labelled calls")
    parser.add_argument("--show", action="store_true", help="list misses and needless spans; only for invented calls")
    parser.add_argument("--only-ours", action="store_true")
    given = parser.parse_args()
    calls = [LabelledCall.model_validate_json(line) for line in given.calls.read_text("utf-8").splitlines() if line]
    makers = {"ours": ours} if given.only_ours else {"default Presidio": default_presidio, "ours": ours}
    tallies = {name: measure(make(), calls) for name, make in makers.items()}
    print(report(tallies))
    if given.show:
        tally = tallies["ours"]
        print("\nmissed", *tally.misses, "\nhidden needlessly", *tally.excess, sep="\n", file=sys.stdout)


if __name__ == "__main__":
    main()
