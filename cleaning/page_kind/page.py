"""A whole page as its kind is told: its head, its blocks, and which of them were chosen as the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cleaning.blocks import MAX_LINKED, Block
from cleaning.document import Metadata, Place
from cleaning.page_head import PageHead
from cleaning.recovery import Selection
from cleaning.shape import is_paragraph, words


@dataclass(frozen=True)
class WholePage:
    """What a page says of itself, what was chosen as its report, and the metadata that was read."""

    head: PageHead
    selection: Selection
    metadata: Metadata

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All visible blocks."""
        return self.selection.blocks

    @cached_property
    def sizes(self) -> list[int]:
        """The words of each block."""
        return [words(block.text) for block in self.blocks]

    @cached_property
    def told(self) -> list[int]:
        """The places of the chosen blocks but captions and headings, in order."""
        apart = {Place.CAPTION, Place.HEADING}
        return [i for i in sorted(self.selection.chosen) if self.selection.place(i) not in apart]

    @cached_property
    def prose(self) -> list[int]:
        """The places of all blocks that are running text, chosen or not."""
        return [
            i
            for i, block in enumerate(self.blocks)
            if block.linked < MAX_LINKED and block.place is not Place.CAPTION and is_paragraph(block.text)
        ]

    @cached_property
    def told_words(self) -> int:
        """The words of what was chosen as the report's text."""
        return self.words_of(self.told)

    def words_of(self, places: list[int]) -> int:
        """Return the words of the blocks at ``places``."""
        return sum(self.sizes[i] for i in places)

    @property
    def address(self) -> str:
        """The page's address, or the one it claims; empty when nobody knows."""
        claimed = next(self.head.meta("og:url"), None)
        return self.head.url or self.head.claimed or claimed or ""
