"""openai-whisper's text decoder laid out for batched decoding: fused projections, static key/value caches.

The arithmetic is that of `whisper.model.TextDecoder`; in float32 it gives the same tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn.functional import gelu, layer_norm, linear, scaled_dot_product_attention

if TYPE_CHECKING:
    from whisper.model import LayerNorm, ResidualAttentionBlock, Whisper

Pair = tuple[torch.Tensor, torch.Tensor]

ROWS = 16  # windows decoded together, and the height that every product is filled up to


class Layer:
    """One block's weights in the decoder's type."""

    def __init__(self, block: "ResidualAttentionBlock", heads: Sequence[int], dtype: torch.dtype) -> None:
        own, cross = block.attn, block.cross_attn
        self.alignment_heads = list(heads)
        self.norms = tuple(_norm(norm, dtype) for norm in (block.attn_ln, block.cross_attn_ln, block.mlp_ln))
        self.qkv = _fused((own.query, own.key, own.value), dtype)
        self.out = _fused((own.out,), dtype)
        self.cross_query = _fused((cross.query,), dtype)
        self.cross_kv = _fused((cross.key, cross.value), dtype)
        self.cross_out = _fused((cross.out,), dtype)
        self.wide, self.narrow = _fused((block.mlp[0],), dtype), _fused((block.mlp[2],), dtype)


@dataclass
class Cache:
    """One layer's keys and values, shape (rows, heads, positions, width of a head)."""

    keys: torch.Tensor
    values: torch.Tensor
    cross_keys: torch.Tensor
    cross_values: torch.Tensor

    def keep(self, rows: torch.Tensor) -> None:
        """Drop every row but these."""
        self.keys, self.values = self.keys[rows], self.values[rows]
        self.cross_keys, self.cross_values = self.cross_keys[rows], self.cross_values[rows]


class DecoderLayers:
    """The decoder as functions of tokens, caches and encoder features."""

    def __init__(self, model: "Whisper", dtype: torch.dtype) -> None:
        decoder, dims = model.decoder, model.dims
        self.dtype, self.width, self.heads = dtype, dims.n_text_state, dims.n_text_head
        self.embedding = decoder.token_embedding.weight.detach().to(dtype).contiguous()
        self.positions = decoder.positional_embedding.detach().to(dtype)
        self.last_norm = _norm(decoder.ln, dtype)
        aligned = model.alignment_heads.to_dense()
        self.layers = [
            Layer(block, aligned[index].nonzero().flatten().tolist(), dtype)
            for index, block in enumerate(decoder.blocks)
        ]

    def start(self, features: torch.Tensor, positions: int) -> list[Cache]:
        """Empty caches of `positions` tokens over `features`, shape (rows, frames, width)."""
        rows = features.shape[0]
        caches = []
        for layer in self.layers:
            products = [linear(row, *layer.cross_kv) for row in features.to(self.dtype)]
            cross = torch.stack(products).view(rows, -1, 2, self.heads, self._head_width)
            keys, values = cross.permute(2, 0, 3, 1, 4)
            own = torch.empty(2, rows, self.heads, positions, self._head_width, dtype=self.dtype)
            caches.append(Cache(own[0], own[1], keys.contiguous(), values.contiguous()))
        return caches

    @property
    def _head_width(self) -> int:
        return int(self.width // self.heads)

    def step(self, tokens: torch.Tensor, at: int, caches: Sequence[Cache]) -> Pair:
        """Hidden states, (rows, tokens, width), and the alignment heads' queries, (rows, heads, tokens, head width).

        `tokens`, shape (rows, tokens), stand at positions `at` and after.
        """
        x = self.embedding[tokens] + self.positions[at : at + tokens.shape[1]]
        queries = []
        for layer, cache in zip(self.layers, caches, strict=True):
            x = x + self._attend_own(layer, cache, layer_norm(x, (self.width,), *layer.norms[0]), at)
            query = self._split(project(layer_norm(x, (self.width,), *layer.norms[1]), *layer.cross_query))
            if layer.alignment_heads:
                queries.append(query[:, layer.alignment_heads])
            crossed = scaled_dot_product_attention(query, cache.cross_keys, cache.cross_values)
            x = x + project(self._merge(crossed), *layer.cross_out)
            wide = gelu(project(layer_norm(x, (self.width,), *layer.norms[2]), *layer.wide))
            x = x + project(wide, *layer.narrow)
        return layer_norm(x, (self.width,), *self.last_norm), torch.cat(queries, dim=1)

    def alignment_keys(self, caches: Sequence[Cache]) -> torch.Tensor:
        """The alignment heads' keys, shape (rows, heads, frames, head width), in the order of the queries."""
        return torch.cat(
            [
                cache.cross_keys[:, layer.alignment_heads]
                for layer, cache in zip(self.layers, caches, strict=True)
                if layer.alignment_heads
            ],
            dim=1,
        )

    def scores(self, queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
        """One row's attention before the softmax, shape (heads, tokens, frames), float32, as word times need it.

        Once a row instead of once a token: the keys are then read a single time.
        """
        products: torch.Tensor = queries @ keys.transpose(-1, -2)
        return products.float() * float(self._head_width**-0.5)

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Scores over the vocabulary in float32; `hidden` has shape (rows, width)."""
        return project(hidden, self.embedding, None).float()

    def _attend_own(self, layer: Layer, cache: Cache, x: torch.Tensor, at: int) -> torch.Tensor:
        count = x.shape[1]
        fused = project(x, *layer.qkv).view(x.shape[0], count, 3, self.heads, self._head_width)
        query, key, value = fused.permute(2, 0, 3, 1, 4)
        cache.keys[:, :, at : at + count], cache.values[:, :, at : at + count] = key, value
        keys, values = cache.keys[:, :, : at + count], cache.values[:, :, : at + count]
        return project(self._merge(scaled_dot_product_attention(query, keys, values, is_causal=count > 1)), *layer.out)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        return x.view(*x.shape[:2], self.heads, self._head_width).transpose(1, 2)

    def _merge(self, x: torch.Tensor) -> torch.Tensor:
        return x.transpose(1, 2).reshape(x.shape[0], -1, self.width)


def _norm(norm: "LayerNorm", dtype: torch.dtype) -> Pair:
    return norm.weight.detach().to(dtype), norm.bias.detach().to(dtype)


def _fused(projections: Sequence[torch.nn.Linear], dtype: torch.dtype) -> Pair:
    """Weights and biases one below the other; a projection without bias (whisper's key) gets zeros."""
    weights = torch.cat([projection.weight.detach() for projection in projections])
    biases = [
        torch.zeros(projection.out_features) if projection.bias is None else projection.bias.detach()
        for projection in projections
    ]
    return weights.to(dtype).contiguous(), torch.cat(biases).to(dtype)


def project(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    """A linear projection whose rows do not depend on how many there are.

    The kernels of matrix products choose their order of summation by height, so that a window would come out a little
    different beside other windows, and now and then as another word. Filled up to one height, a recording gives the
    same transcript in every group; on AMX, whose tiles have 16 rows, it costs nothing.
    """
    missing = ROWS - x.shape[0]
    if missing <= 0:
        return linear(x, weight, bias)
    filled = torch.cat((x, x.new_zeros(missing, *x.shape[1:])))
    return linear(filled, weight, bias)[: x.shape[0]]
