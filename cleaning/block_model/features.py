"""The blocks of a page as a matrix: text, order, markup, and where asked, what another extractor chose.

Every feature lies between 0 and 1. All of it takes time linear in the text and in the blocks times their
depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaning.block_model import markup, order, wording
from cleaning.blocks import MAX_LINKED, Block
from cleaning.document import Place
from cleaning.matching import words_of
from cleaning.shape import is_paragraph, words

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

OWN_NAMES: Final = (*wording.NAMES, *order.NAMES, *markup.NAMES)
"""What the page itself says of its blocks."""

NAMES: Final = (*OWN_NAMES, "witness", "witness_share")


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What the model is given: the blocks and what the page's head says, title and meta descriptions."""

    blocks: Sequence[Block]
    title: str | None
    descriptions: Iterable[str]


def features(page: PageBlocks) -> Matrix:
    """Return one row of ``OWN_NAMES`` for each block of ``page``."""
    blocks = page.blocks
    if not blocks:
        return np.zeros((0, len(OWN_NAMES)), np.float32)
    prose = [prose_words(block) for block in blocks]
    said = order.Said(words_of(page.title or ""), [words_of(text) for text in page.descriptions])
    texts = [block.text for block in blocks]
    tokens = [words_of(text) for text in texts]
    parts = (
        np.array([wording.columns(text) for text in texts], np.float32),
        order.matrix(texts, tokens, prose, said),
        markup.Markup(blocks, prose).matrix(),
    )
    return np.hstack(parts)


def with_witness(own: Matrix, witness: Iterable[int]) -> Matrix:
    """Return ``own`` features with those of the blocks that another extractor chose: a row of ``NAMES``."""
    told = np.zeros((len(own), 1), np.float32)
    told[list(witness)] = 1
    return np.hstack([own, told, np.full_like(told, told.mean() if len(told) else 0)])


def prose_words(block: Block) -> int:
    """Return the number of words of a block that is running text, 0 of any other."""
    running = block.linked < MAX_LINKED and block.place is not Place.CAPTION and is_paragraph(block.text)
    return words(block.text) if running else 0
