"""A transcript as the JSON that `callqa transcribe` prints. It holds PHI."""

import json

from pipeline.domain.transcript import Transcript


def transcript_json(transcript: Transcript) -> str:
    """One JSON object: recording_id, duration_s, language, turns with words; times in seconds, rounded to 1 ms."""
    turns = [
        {
            "index": turn.index,
            "speaker": turn.speaker.value,
            "start_s": round(turn.start_s, 3),
            "end_s": round(turn.end_s, 3),
            "text": turn.text,
            "words": [
                {
                    "text": word.text,
                    "start_s": _rounded(word.start_s),
                    "end_s": _rounded(word.end_s),
                    "probability": round(word.probability, 4),
                }
                for word in turn.words
            ],
        }
        for turn in transcript.turns
    ]
    whole = {
        "recording_id": transcript.call_id,
        "duration_s": round(transcript.duration_s, 3),
        "language": transcript.language,
        "turns": turns,
    }
    return json.dumps(whole, ensure_ascii=False)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
