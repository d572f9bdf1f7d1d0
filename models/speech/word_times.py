"""Times of words from the decoder's cross-attention: the method of `whisper.timing`, on scores kept while decoding.

openai-whisper runs encoder and decoder a second time to get the scores; here they are a by-product. The steps are the
same: softmax over the window's frames, scaling over tokens, median filter, mean of the heads, dynamic time warping.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

    from models.speech.decoder import Decoded

FRAMES_PER_SECOND = 50  # of the encoder's output
MEDIAN_WIDTH = 7
OPENING = "\"'“¿([{-"
CLOSING = "\"'.。,，!！?？:：”)]}、"
SENTENCE_END = ".。!！?？"
LONGEST_USUAL_S = 0.7

Costs = npt.NDArray[np.float32]


@dataclass(frozen=True)
class TimedWord:
    """One word with its time inside the window."""

    text: str = field(repr=False)
    start_s: float
    end_s: float
    probability: float


def time_words(decoded: "Decoded", duration_s: float, tokenizer: "Tokenizer") -> list[TimedWord]:
    """The words of one decoded window of `duration_s` seconds, in order, punctuation joined to its word."""
    texts, tokens = tokenizer.split_to_word_tokens([*decoded.tokens, tokenizer.eot])
    texts, tokens = texts[:-1], tokens[:-1]
    if not texts:
        return []
    costs = _costs(decoded.attention, duration_s)[len(tokenizer.sot_sequence) :]
    token_rows, frames = warp(costs)
    # Row k belongs to the token before the k-th: where the row changes, the next token begins.
    changes = np.concatenate(([True], np.diff(token_rows) > 0))
    begins = np.append(frames[changes] / FRAMES_PER_SECOND, duration_s)
    bounds = np.cumsum([0, *(len(part) for part in tokens)])
    words = [
        TimedWord(
            text,
            float(begins[first]),
            float(begins[last]),
            float(np.mean(decoded.probabilities[first:last])),
        )
        for text, first, last in zip(texts, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]
    return _join_punctuation(_shorten_at_sentence_ends(words))


def _costs(scores: torch.Tensor, duration_s: float) -> Costs:
    """Negative attention, shape (prompt and tokens, frames), from scores of shape (heads, prompt and tokens, same)."""
    frames = max(1, min(scores.shape[-1], round(duration_s * FRAMES_PER_SECOND)))
    weights = scores[:, :, :frames].float().softmax(dim=-1)
    deviation, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
    weights = (weights - mean) / deviation.clamp(min=1e-12)
    return np.asarray(-_median(weights).mean(dim=0).numpy(), dtype=np.float32)


def _median(weights: torch.Tensor) -> torch.Tensor:
    """Median over seven frames, edges mirrored, as `whisper.timing.median_filter`."""
    half = MEDIAN_WIDTH // 2
    if weights.shape[-1] <= half:
        return weights
    padded = torch.nn.functional.pad(weights, (half, half), mode="reflect")
    return padded.unfold(-1, MEDIAN_WIDTH, 1).median(dim=-1).values


def warp(costs: Costs) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The cheapest monotonic path through `costs`, shape (rows, columns): its row and column indices.

    Dynamic time warping with the tie rule of `whisper.timing.dtw_cpu`, one anti-diagonal at a time, so that it needs
    no compiler at start. Each step goes down, right, or both.
    """
    rows, columns = costs.shape
    skewed = np.full((rows + columns - 1, rows), np.inf, dtype=np.float64)  # [i + j, i] = costs[i, j]
    for row in range(rows):
        skewed[row : row + columns, row] = costs[row]
    moves = np.zeros(skewed.shape, dtype=np.int8)
    before = np.full(rows + 1, np.inf)  # totals of the last two anti-diagonals, shifted by one row
    last = np.full(rows + 1, np.inf)
    before[0] = 0.0
    for diagonal in range(rows + columns - 1):
        both, down, right = before[:-1], last[:-1], last[1:]
        move = np.where((both < down) & (both < right), 0, np.where((down < both) & (down < right), 1, 2))
        least = np.choose(move, (both, down, right))
        moves[diagonal] = move
        before, last = last, np.concatenate(([np.inf], least + skewed[diagonal]))
    return _trace_back(moves, rows - 1, columns - 1)


def _trace_back(
    moves: npt.NDArray[np.int8], row: int, column: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    path = [(row, column)]
    while row > 0 or column > 0:
        move = 2 if row == 0 else 1 if column == 0 else int(moves[row + column, row])
        row, column = row - (move in (0, 1)), column - (move in (0, 2))
        path.append((row, column))
    steps = np.array(path[::-1], dtype=np.intp)
    return steps[:, 0], steps[:, 1]


def _shorten_at_sentence_ends(words: Sequence[TimedWord]) -> list[TimedWord]:
    """A word beside the end of a sentence lasts at most twice the usual: the pause there belongs to nobody."""
    lengths = [word.end_s - word.start_s for word in words if word.end_s > word.start_s]
    longest = 2 * min(LONGEST_USUAL_S, float(np.median(lengths)) if lengths else 0.0)
    mended = list(words)
    for at, word in enumerate(mended):
        if at == 0 or word.end_s - word.start_s <= longest:
            continue
        if word.text.strip() in SENTENCE_END:
            mended[at] = TimedWord(word.text, word.start_s, word.start_s + longest, word.probability)
        elif mended[at - 1].text.strip() in SENTENCE_END:
            mended[at] = TimedWord(word.text, word.end_s - longest, word.end_s, word.probability)
    return mended


def _join_punctuation(words: Sequence[TimedWord]) -> list[TimedWord]:
    """Opening marks join the word after them; closing marks and all without a space before join the word before."""
    joined: list[TimedWord] = []
    opening = ""
    for word in words:
        text = word.text.strip()
        if text and word.text.startswith(" ") and all(character in OPENING for character in text):
            opening += text
        elif text and joined and not opening and (not word.text.startswith(" ") or text in CLOSING):
            joined.append(_join(joined.pop(), text, word))
        elif text:
            joined.append(TimedWord(opening + text, word.start_s, word.end_s, word.probability))
            opening = ""
    return joined


def _join(word: TimedWord, text: str, rest: TimedWord) -> TimedWord:
    """The word with what belongs to it: "high" and "-end". A mark is not spoken, so it adds no time."""
    spoken = any(character.isalnum() for character in text)
    end_s = max(word.end_s, rest.end_s) if spoken else word.end_s
    probability = min(word.probability, rest.probability) if spoken else word.probability
    return TimedWord(word.text + text, word.start_s, end_s, probability)
