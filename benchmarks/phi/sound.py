"""Are identifiers still heard after muting? Transcribe, redact, mute, transcribe the muted sound again, search it.

    python -m benchmarks.phi.sound samples/audio --truth samples/truth.jsonl
    python -m benchmarks.phi.sound samples/audio --truth samples/truth.jsonl --fills tone silence --paddings 0 0.25

The muted sound is what the vault keeps: encoded, and decoded again. The same search is run on the first transcript, so
that it is known to find what is there. What is heard again is of three kinds: it stands in the redacted text too, so
the detector missed it; the first hearing found it and hid it, so the muting failed; or only the second hearing
understood it. Exit code 1 where anything is heard again.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from pathlib import Path

import torch

from benchmarks.phi.heard import Hit, Planted, planted_in, search, tokens_of
from benchmarks.speech.material import LONGEST_S, Material, load_material
from models.phi.detector import load_detector, load_masker
from models.speech.loader import load_recogniser
from pipeline.domain.call import CallContext
from pipeline.domain.ids import CallId, spoken_id
from pipeline.domain.phi import RedactedTranscript
from pipeline.domain.recording import MuteWith, Sound
from pipeline.domain.transcript import Transcript
from pipeline.errors import RedactionError
from pipeline.ports import PhiDetector, SpeechToText
from pipeline.settings import Settings
from pipeline.steps.manifest import MAPPINGS, read_manifest
from pipeline.steps.mute import mute
from pipeline.steps.redact import Masker, redact, site_policy
from pipeline.steps.sound import decode, encode_flac


class Kind(StrEnum):
    """Why an identifier is heard again."""

    MUTING = "muting failed"
    DETECTOR = "in the redacted text too"
    SECOND_HEARING = "understood only the second time"


@dataclass(frozen=True)
class Spoken:
    """A recording for the recogniser."""

    call_id: CallId
    sound: Sound
    context: CallContext


@dataclass(frozen=True)
class Leak:
    """An identifier that is heard in the muted sound."""

    planted: Planted
    kind: Kind
    hits: tuple[Hit, ...] = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What came of some calls: identifiers said, those found by the same search before muting, and after."""

    planted: tuple[Planted, ...]
    in_clear: tuple[Planted, ...]
    leaks: tuple[Leak, ...]
    muted_s: float
    duration_s: float
    withheld: int
    """Calls that could not be made clean; they are in no other figure."""


@dataclass(frozen=True)
class Ears:
    """The real models."""

    recogniser: SpeechToText
    second: SpeechToText
    """Hears the muted sound."""
    detector: PhiDetector
    masker: Masker


def load_ears(settings: Settings, second_model: str | None = None) -> Ears:
    """Recogniser, detector and masker as the pipeline loads them; by default one recogniser hears both times."""
    first = load_recogniser(settings)
    second = load_recogniser(settings.model_copy(update={"whisper_model": second_model})) if second_model else first
    return Ears(first, second, load_detector(settings), load_masker())


def contexts_beside(folder: Path) -> dict[str, CallContext]:
    """What the manifest beside a folder of recordings says of them, by file name; nothing where there is none."""
    path = folder.parent / "manifest.csv"
    return read_manifest(path.read_text("utf-8"), path.name, MAPPINGS["callqa"]) if path.exists() else {}


def spoken_calls(material: Sequence[Material], contexts: dict[str, CallContext]) -> list[Spoken]:
    """The recordings as the pipeline hands them to the recogniser."""
    return [
        Spoken(CallId(spoken_id(one.name.encode())), one.sound, contexts.get(one.name, CallContext()))
        for one in material
    ]


def hear_again(
    ears: Ears, material: Sequence[Material], calls: Sequence[Spoken], heard: Sequence[Transcript], settings: Settings
) -> Outcome:
    """Redact and mute each call by the settings, transcribe the muted sound, and search it. Calls have a truth."""
    redacted = [_redacted(ears, transcript, settings) for transcript in heard]
    kept = [
        (planted_in(one.truth), call, clear, hidden)
        for one, call, clear, hidden in zip(material, calls, heard, redacted, strict=True)
        if one.truth and hidden
    ]
    muted = [
        Spoken(call.call_id, _as_kept(mute(call.sound, hidden.muted, settings.mute_with)), call.context)
        for _, call, _, hidden in kept
    ]
    again = ears.second.transcribe(muted)
    return Outcome(
        planted=tuple(one for planted, *_ in kept for one in planted),
        in_clear=tuple(one for planted, _, clear, _ in kept for one in planted if search(one, tokens_of(clear.turns))),
        leaks=tuple(
            leak
            for (planted, _, clear, hidden), after in zip(kept, again, strict=True)
            for leak in _leaks(planted, clear, hidden, after)
        ),
        muted_s=sum(span.end_s - span.start_s for *_, hidden in kept for span in hidden.muted),
        duration_s=sum(hidden.duration_s for *_, hidden in kept),
        withheld=redacted.count(None),
    )


def _redacted(ears: Ears, transcript: Transcript, settings: Settings) -> RedactedTranscript | None:
    """None where the call is withheld: nobody hears it at all."""
    try:
        return redact(transcript, ears.detector, site_policy(settings), ears.masker)
    except RedactionError:
        return None


def _as_kept(sound: Sound) -> Sound:
    """The sound as it comes out of the vault."""
    return decode(encode_flac(sound), LONGEST_S).sound


def _leaks(
    planted: Iterable[Planted], clear: Transcript, redacted: RedactedTranscript, again: Transcript | None
) -> Iterable[Leak]:
    if again is None:
        return
    before, hidden, after = (tokens_of(one.turns) for one in (clear, redacted, again))
    for one in planted:
        hits = tuple(search(one, after))
        if hits:
            missed, known = search(one, hidden), search(one, before)
            kind = Kind.DETECTOR if missed else Kind.MUTING if known else Kind.SECOND_HEARING
            yield Leak(one, kind, hits)


def report(outcome: Outcome, name: str) -> str:
    """Totals, then one line a label: identifiers said, found by the search in the clear sound, heard again by kind."""
    said = Counter(one.label for one in outcome.planted)
    clear = Counter(one.label for one in outcome.in_clear)
    leaks = Counter((leak.planted.label, leak.kind) for leak in outcome.leaks)
    share = outcome.muted_s / outcome.duration_s if outcome.duration_s else 0.0
    rows = [f"{name}: {share:.1%} of {outcome.duration_s:.0f} s muted, {outcome.withheld} calls withheld"]
    rows.append(f"{'':16}{'said':>6}{'heard in clear':>16}" + "".join(f"{kind.value:>34}" for kind in Kind))
    for label in (*sorted(said), None):
        counted = [counter[label] if label else counter.total() for counter in (said, clear)]
        kinds = [
            sum(count for (of, what), count in leaks.items() if what is kind and of == (label or of)) for kind in Kind
        ]
        rows.append(
            f"{label.value if label else 'all':16}{counted[0]:>6}{counted[1]:>16}" + "".join(f"{n:>34}" for n in kinds)
        )
    return "\n".join(rows)


def show(outcome: Outcome) -> str:
    """Each leak with what was said and what was heard, and what the search does not find in the clear sound either.

    It prints PHI, so for invented calls only.
    """
    lines = [
        f"  {one.call_id} {one.label.value:14} not even found in the clear sound: said «{one.said}»"
        for one in outcome.planted
        if one not in outcome.in_clear
    ]
    for leak in outcome.leaks:
        heard = ", ".join(sorted({f"«{hit.heard}» at {hit.at_s:.1f} s" for hit in leak.hits}))
        lines.append(
            f"  {leak.planted.call_id} {leak.planted.label.value:14} {leak.kind.value}: "
            f"said «{leak.planted.said}» heard {heard}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run every fill with every padding; by default those of the settings."""
    plain = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--fills", nargs="+", type=MuteWith, default=[plain.mute_with])
    parser.add_argument("--paddings", nargs="+", type=float, default=[plain.mute_padding_s])
    parser.add_argument("--second-model", help="another whisper model to hear the muted sound with, such as tiny.en")
    parser.add_argument("--show", action="store_true", help="print what is heard; only for invented calls")
    given = parser.parse_args()
    torch.set_num_threads(1)
    ears = load_ears(plain, given.second_model)
    material = [one for one in load_material([given.folder], given.truth) if one.truth]
    calls = spoken_calls(material, contexts_beside(given.folder))
    heard = [one for one in ears.recogniser.transcribe(calls) if one]
    if not heard or len(heard) < len(calls):
        sys.exit(f"{len(calls)} calls with a truth, speech in {len(heard)}: nothing to measure")
    leaks = 0
    for fill, padding_s in product(given.fills, given.paddings):
        settings = plain.model_copy(update={"mute_with": fill, "mute_padding_s": padding_s})
        outcome = hear_again(ears, material, calls, heard, settings)
        leaks += len(outcome.leaks)
        print(report(outcome, f"{fill.value}, padding {padding_s:g} s"), flush=True)
        if given.show:
            print(show(outcome), flush=True)
    sys.exit(1 if leaks else 0)


if __name__ == "__main__":
    main()
