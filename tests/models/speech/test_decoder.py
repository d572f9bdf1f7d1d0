"""Batched decoding gives what openai-whisper gives, on a tiny real model with random weights."""

import numpy as np
import pytest
import torch
import whisper
from whisper.model import ModelDimensions, Whisper

from models.speech.decoder import BatchDecoder
from models.speech.word_times import time_words, warp

ROWS = 5
LIMIT = 24


@pytest.fixture(scope="module", params=[51864, 51865], ids=["English only", "multilingual"])
def model(request: pytest.FixtureRequest) -> Whisper:
    torch.manual_seed(3)
    dims = ModelDimensions(
        n_mels=80,
        n_audio_ctx=60,
        n_audio_state=32,
        n_audio_head=2,
        n_audio_layer=1,
        n_vocab=request.param,
        n_text_ctx=64,
        n_text_state=32,
        n_text_head=2,
        n_text_layer=2,
    )
    made = Whisper(dims)
    torch.nn.init.normal_(made.decoder.positional_embedding, std=0.5)
    torch.nn.init.normal_(made.decoder.token_embedding.weight, std=0.3)  # else each token only repeats itself
    return made.eval()


@pytest.fixture(scope="module")
def features(model: Whisper) -> torch.Tensor:
    return torch.randn(ROWS, model.dims.n_audio_ctx, model.dims.n_audio_state, generator=torch.manual_seed(4))


def test_the_tokens_are_those_of_whisper_decode(model: Whisper, features: torch.Tensor) -> None:
    ours = BatchDecoder(model, torch.float32).decode(features, [LIMIT] * ROWS)
    # openai-whisper leaves its control tokens open even where it asks for none; a trained model never takes them.
    barred = [-1, *range(model.dims.n_vocab - 1502, model.dims.n_vocab)]
    options = whisper.DecodingOptions(
        language="en", without_timestamps=True, fp16=False, sample_len=LIMIT, suppress_tokens=barred
    )
    theirs = whisper.decode(model, features, options)
    for one, other in zip(ours, theirs, strict=True):
        shared = min(len(one.tokens), len(other.tokens))  # ours stops early in a loop
        assert shared > 0
        assert one.tokens[:shared] == other.tokens[:shared]
        assert one.finished == (len(other.tokens) < LIMIT)
        assert one.no_speech == pytest.approx(other.no_speech_prob, abs=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
def test_a_window_decodes_exactly_alike_alone_and_beside_others(
    model: Whisper, features: torch.Tensor, dtype: torch.dtype
) -> None:
    decoder = BatchDecoder(model, dtype)
    together = decoder.decode(features, [LIMIT, 3, LIMIT, 9, LIMIT])
    alone = decoder.decode(features[2:3], [LIMIT])
    assert alone[0].tokens == together[2].tokens
    assert alone[0].mean_logprob == together[2].mean_logprob
    assert torch.equal(alone[0].attention, together[2].attention)


def test_no_window_gives_more_tokens_than_its_limit(model: Whisper, features: torch.Tensor) -> None:
    limits = [1, 2, 3, 4, 5]
    for decoded, limit in zip(BatchDecoder(model, torch.float32).decode(features, limits), limits, strict=True):
        assert len(decoded.tokens) <= limit
        assert decoded.finished or len(decoded.tokens) == limit


def test_drawing_at_a_temperature_gives_the_same_words_each_time(model: Whisper, features: torch.Tensor) -> None:
    decoder = BatchDecoder(model, torch.float32)
    first, second = (decoder.decode(features, [LIMIT] * ROWS, 0.8) for _ in range(2))
    assert [one.tokens for one in first] == [one.tokens for one in second]
    greedy = decoder.decode(features, [LIMIT] * ROWS)
    assert [one.tokens for one in first] != [one.tokens for one in greedy]


def test_a_prompt_changes_what_is_decoded(model: Whisper, features: torch.Tensor) -> None:
    plain = BatchDecoder(model, torch.float32).decode(features, [LIMIT] * ROWS)
    prompted = BatchDecoder(model, torch.float32, "Juniper Bend, metformin").decode(features, [LIMIT] * ROWS)
    assert [one.mean_logprob for one in plain] != [one.mean_logprob for one in prompted]


def test_only_a_multilingual_model_tells_the_language(model: Whisper, features: torch.Tensor) -> None:
    (decoded,) = BatchDecoder(model, torch.float32).decode(features[:1], [4])
    assert (decoded.languages is not None) == model.is_multilingual


def test_every_token_lies_in_a_word_and_times_run_forward(model: Whisper, features: torch.Tensor) -> None:
    decoder = BatchDecoder(model, torch.float32)
    for decoded in decoder.decode(features, [LIMIT] * ROWS):
        timed = time_words(decoded, 1.2, decoder.tokenizer)
        assert "".join(word.text for word in timed).replace(" ", "") == decoded.text.replace(" ", "")
        assert all(0 <= word.start_s <= word.end_s <= 1.2 for word in timed)


def cheapest(costs: np.ndarray) -> float:
    """The least total of any monotonic path, the slow way."""
    total = np.full((costs.shape[0] + 1, costs.shape[1] + 1), np.inf)
    total[0, 0] = 0
    for row in range(costs.shape[0]):
        for column in range(costs.shape[1]):
            before = min(total[row, column], total[row, column + 1], total[row + 1, column])
            total[row + 1, column + 1] = costs[row, column] + before
    return float(total[-1, -1])


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (7, 30), (30, 7)])
def test_warping_finds_a_cheapest_path_from_corner_to_corner(shape: tuple[int, int]) -> None:
    costs = np.random.default_rng(5).normal(size=shape).astype(np.float32)
    rows, columns = warp(costs)
    assert (rows[0], columns[0]) == (0, 0)
    assert (rows[-1], columns[-1]) == (shape[0] - 1, shape[1] - 1)
    assert set(np.diff(rows)) | set(np.diff(columns)) <= {0, 1}
    assert costs[rows, columns].sum() == pytest.approx(cheapest(costs), rel=1e-5)
