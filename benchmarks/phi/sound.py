"""Are identifiers still heard after muting? Transcribe, redact, mute, transcribe the muted sound again, search it.

    python -m benchmarks.phi.sound samples/audio --truth samples/truth.jsonl
    python -m benchmarks.phi.sound samples/audio --truth samples/truth.jsonl --fills tone silence --paddings 0 0.25

The muted sound is what the vault keeps: encoded, and decoded again. The same search is run on the first transcript, so
that it is known to find what is there. What is heard again is of three kinds: it stands in the redacted text too, so the
detector missed it; the first hearing found it and hid it, so the muting failed; or only the second hearing understood
it. Exit code 1 where anything is heard again.
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


@dataclass(frozen=True)
class Ears:
    """The real models."""

    recogniser: SpeechToText
    detector: PhiDetector
    masker: Masker


def load_ears(settings: Settings) -> Ears:
    """Recogniser, detector and masker as the pipeline loads them."""
    return Ears(load_recogniser(settings), load_detector(settings), load_masker())


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
    ears: Ears, material: Sequence[Material], first: Sequence[Spoken], heard: Sequence[Transcript], settings: Settings
) -> Outcome:
    """Redact and mute each call by the settings, transcribe the muted sound, and search it. Calls have a truth."""
    policy = site_policy(settings)
    redacted = [redact(transcript, ears.detector, policy, ears.masker) for transcript in heard]
    muted = [
        Spoken(call.call_id, _as_kept(mute(call.sound, one.muted, settings.mute_with)), call.context)
        for call, one in zip(first, redacted, strict=True)
    ]
    again = ears.recogniser.transcribe(muted)
    planted = [planted_in(one.truth) if one.truth else [] for one in material]
    calls = list(zip(planted, heard, redacted, again, strict=True))
    return Outcome(
        planted=tuple(one for found in planted for one in found),
        in_clear=tuple(one for found, clear, _, _ in calls for one in found if search(one, tokens_of(clear.turns))),
        leaks=tuple(leak for call in calls for leak in _leaks(*call)),
        muted_s=sum(span.end_s - span.start_s for one in redacted for span in one.muted),
        duration_s=sum(one.duration_s for one in redacted),
    )


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
    rows = [f"{name}: {outcome.muted_s / outcome.duration_s:.1%} of {outcome.duration_s:.0f} s muted"]
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
    """Each leak with what was said and what was heard; it prints PHI, so for invented calls only."""
    return "\n".join(
        f"  {leak.planted.call_id} {leak.planted.label.value:14} {leak.kind.value:32} said «{leak.planted.said}» heard "
        + ", ".join(sorted({f"«{hit.heard}» at {hit.at_s:.1f} s" for hit in leak.hits}))
        for leak in outcome.leaks
    )


def main() -> None:
    """Run every fill with every padding; by default those of the settings."""
    plain = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--fills", nargs="+", type=MuteWith, default=[plain.mute_with])
    parser.add_argument("--paddings", nargs="+", type=float, default=[plain.mute_padding_s])
    parser.add_argument("--show", action="store_true", help="print what is heard; only for invented calls")
    given = parser.parse_args()
    torch.set_num_threads(1)
    ears = load_ears(plain)
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
