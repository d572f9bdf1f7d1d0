"""Batched greedy decoding of windows with openai-whisper's rules (`whisper.decoding`), without timestamps."""

import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from models.speech.decoder_layers import Cache, DecoderLayers
from models.speech.guards import is_looping

if TYPE_CHECKING:
    from whisper.model import Whisper
    from whisper.tokenizer import Tokenizer

NEVER = float("-inf")
LOOP_CHECK_EVERY = 8  # tokens


@dataclass(frozen=True, eq=False)
class Decoded:
    """One window's tokens and what is known about them. `repr` holds no words."""

    tokens: list[int] = field(repr=False)
    text: str = field(repr=False)
    probabilities: list[float] = field(repr=False)
    attention: torch.Tensor = field(repr=False)
    """Alignment heads' scores from the start token on, shape (heads, prompt and tokens, frames), 50 frames a second."""
    mean_logprob: float
    no_speech: float
    languages: torch.Tensor | None = field(repr=False)
    """Probability of each language, or None for an English-only model."""
    finished: bool
    """Whether it ended by itself: neither cut for looping nor for length."""
    temperature: float

    @property
    def compression_ratio(self) -> float:
        """Length of the text over its length compressed; high where it repeats itself."""
        content = self.text.encode()
        return len(content) / len(zlib.compress(content)) if content else 0.0


def load_tokenizer(model: "Whisper", language: str) -> "Tokenizer":
    """openai-whisper's tokenizer; its vocabulary lies in its package."""
    from whisper.tokenizer import get_tokenizer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the vocabulary's file to the garbage collector
        return get_tokenizer(
            model.is_multilingual, num_languages=model.num_languages, language=language, task="transcribe"
        )


class Prompt:
    """The tokens before the text, and which tokens may not follow."""

    def __init__(self, model: "Whisper", tokenizer: "Tokenizer", initial_prompt: str) -> None:
        self.tokens = list(tokenizer.sot_sequence_including_notimestamps)
        if initial_prompt.strip():
            room = model.dims.n_text_ctx // 2 - 1
            self.tokens = [tokenizer.sot_prev, *tokenizer.encode(" " + initial_prompt.strip())[-room:], *self.tokens]
        self.start = self.tokens.index(tokenizer.sot)
        barred = [*tokenizer.non_speech_tokens, *_special_tokens(tokenizer)]
        self.mask = torch.zeros(model.dims.n_vocab)
        self.mask[barred] = NEVER
        self.mask[tokenizer.timestamp_begin :] = NEVER
        self.first_mask = self.mask.clone()
        self.first_mask[[*tokenizer.encode(" "), tokenizer.eot]] = NEVER


def _special_tokens(tokenizer: "Tokenizer") -> list[int]:
    return [
        tokenizer.transcribe,
        tokenizer.translate,
        tokenizer.sot,
        tokenizer.sot_prev,
        tokenizer.sot_lm,
        tokenizer.no_speech,
        tokenizer.no_timestamps,
    ]


@dataclass(frozen=True, eq=False)
class _Choice:
    """The next token of one row."""

    token: int
    logprob: float
    probability: float


class _Row:
    """What one window has given so far."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.tokens: list[int] = []
        self.probabilities: list[float] = []
        self.queries: list[torch.Tensor] = []
        self.logprob = 0.0
        self.no_speech = 0.0
        self.languages: torch.Tensor | None = None
        self.open = True
        self.finished = False

    def add(self, choice: _Choice, queries: torch.Tensor, eot: int) -> None:
        """Take the next token; the row closes at the end of the text, at its limit, and where it loops."""
        self.queries.append(queries)
        self.logprob += choice.logprob
        if choice.token == eot:
            self.open, self.finished = False, True
            return
        self.tokens.append(choice.token)
        self.probabilities.append(choice.probability)
        too_long = len(self.tokens) >= self.limit
        looping = len(self.tokens) % LOOP_CHECK_EVERY == 0 and is_looping(self.tokens)
        self.open = not (too_long or looping)


class BatchDecoder:
    """Decodes many windows at once; rows that have ended are dropped."""

    def __init__(self, model: "Whisper", dtype: torch.dtype, initial_prompt: str = "", language: str = "en") -> None:
        self.tokenizer = load_tokenizer(model, language)
        self._layers = DecoderLayers(model, dtype)
        self._prompt = Prompt(model, self.tokenizer, initial_prompt)
        self._languages = list(self.tokenizer.all_language_tokens) if model.is_multilingual else []
        self._most = model.dims.n_text_ctx // 2

    @torch.inference_mode()
    def decode(self, features: torch.Tensor, limits: Sequence[int], temperature: float = 0.0) -> list[Decoded]:
        """One result a row of `features`, shape (rows, frames, width). `limits`: the most tokens of each row.

        Above temperature 0 tokens are drawn, with the same seed each time: a second run gives the same words.
        """
        rows = [_Row(min(limit, self._most)) for limit in limits]
        caches = self._layers.start(features, len(self._prompt.tokens) + max(row.limit for row in rows))
        keys = self._layers.alignment_keys(caches)
        self._fill(rows, caches, temperature)
        return [self._result(row, row_keys, temperature) for row, row_keys in zip(rows, keys, strict=True)]

    def _fill(self, rows: Sequence[_Row], caches: Sequence[Cache], temperature: float) -> None:
        """Token by token until every row has closed; closed rows leave the batch."""
        generator = torch.Generator().manual_seed(0)
        tokens = torch.tensor([self._prompt.tokens]).repeat(len(rows), 1)
        at, alive = 0, list(rows)
        while alive:
            hidden, queries = self._layers.step(tokens, at, caches)
            if at == 0:
                self._look_at_start(alive, hidden[:, self._prompt.start])
                queries = queries[:, :, self._prompt.start :]
            mask = self._prompt.mask if at else self._prompt.first_mask
            choices = self._choose(self._layers.logits(hidden[:, -1]), mask, temperature, generator)
            for index, row in enumerate(alive):
                row.add(choices[index], queries[index], self.tokenizer.eot)
            at += tokens.shape[1]
            still = [index for index, row in enumerate(alive) if row.open]
            if len(still) < len(alive):
                for cache in caches:
                    cache.keep(torch.tensor(still, dtype=torch.long))
            tokens = torch.tensor([[choices[index].token] for index in still])
            alive = [alive[index] for index in still]

    def _look_at_start(self, rows: Sequence[_Row], hidden: torch.Tensor) -> None:
        """Note how likely it is that nobody speaks, and each language: what the model expects after its start token."""
        logits = self._layers.logits(hidden)
        no_speech = logits.softmax(dim=-1)[:, self.tokenizer.no_speech].tolist()
        languages = logits[:, self._languages].softmax(dim=-1)
        for index, row in enumerate(rows):
            row.no_speech = no_speech[index]
            row.languages = languages[index] if self._languages else None

    def _choose(
        self, logits: torch.Tensor, mask: torch.Tensor, temperature: float, generator: torch.Generator
    ) -> list[_Choice]:
        """The next token of each row, its log-probability under the rules, and its probability among all words."""
        words = logits[:, : self.tokenizer.eot].logsumexp(dim=-1)
        allowed = logits + mask
        if temperature > 0:
            chosen = torch.multinomial((allowed / temperature).softmax(dim=-1), 1, generator=generator)[:, 0]
        else:
            chosen = allowed.argmax(dim=-1)
        value = logits.gather(1, chosen[:, None])[:, 0]
        logprobs = (value - allowed.logsumexp(dim=-1)).tolist()
        probabilities = (value - words).exp().clamp(max=1).tolist()
        return [_Choice(*values) for values in zip(chosen.tolist(), logprobs, probabilities, strict=True)]

    def _result(self, row: _Row, keys: torch.Tensor, temperature: float) -> Decoded:
        return Decoded(
            tokens=row.tokens,
            text=self.tokenizer.decode(row.tokens).strip(),
            probabilities=row.probabilities,
            attention=self._layers.scores(torch.cat(row.queries, dim=1), keys),
            mean_logprob=row.logprob / (len(row.tokens) + 1),
            no_speech=row.no_speech,
            languages=row.languages,
            finished=row.finished,
            temperature=temperature,
        )
