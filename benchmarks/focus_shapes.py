"""The shapes of the simulated news webs: what their sites are like, and what editors link to.

One web proves little: an order of links may live on what that web happens to show. So each shape takes away
or changes what the others offer: sections of their own, headlines in addresses, whole headlines in links,
related links that know the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Related(StrEnum):
    """What the related links of an article are chosen by."""

    KIND = "kind"  # half of them as much sought as the article
    SECTION = "section"  # any of its section
    WORDS = "words"  # those of its site whose headlines share the rarest words
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Style:
    """How a site is made. ``own_share``: share of what is sought that stands in a section of its own."""

    host: str
    weight: float
    sought_weight: float
    own_share: float
    article: str
    paging: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of web.

    ``on_a_list``: reports on one page of a section; ``shown``: words of a headline that a link shows, 0
    for all; ``mixed``: share of the reports that stand in a section drawn by lot.
    """

    styles: tuple[Style, ...]
    related: Related
    on_a_list: int = 20
    shown: int = 0
    mixed: float = 0.0


PAPERS: Final = (
    Style("tin-nhanh.example", 3, 3, 0.0, "/{section}/{slug}-{number}.html", "/{section}/trang-{page}"),
    Style("doi-ngoai.example", 1, 4, 0.7, "/{slug}-post{number}.html", "/{section}?page={page}"),
    Style("so-hieu.example", 2, 2, 0.3, "/{section}/{number}.aspx", "/{section}/p{page}"),
    Style("tinh-nha.example", 2, 0.7, 0.0, "/{section}/{slug}-d{number}.html", "/{section}-p{page}.html"),
    Style("the-thao.example", 2, 0, 0.0, "/{slug}-{number}.html", "/{section}/trang-{page}.html"),
)
"""Five papers: one names what is sought in a section of its own, one gives numbers for addresses, one has
nothing of it at all."""

PORTALS: Final = tuple(
    Style(
        f"cong-{n}.example",
        1 + n % 4,
        n % 3,
        0.0,
        "/{section}/{slug}-{number}.htm",
        "/{section}/trang-{page}",
    )
    for n in range(20)
)
"""Twenty small sites without a section of what is sought; a third of them has nothing of it."""

BARE: Final = tuple(
    Style(f"so-{n}.example", 1, 1, 0.0, "/tin/{number}.aspx", "/{section}/p{page}") for n in range(4)
)
"""Addresses tell neither section nor headline."""

ONE: Final = (Style("mot-trang.example", 1, 1, 0.0, "/{slug}-{number}.html", "/{section}?page={page}"),)

SHAPES: Final[Mapping[str, Shape]] = {
    "papers": Shape(PAPERS, Related.KIND),
    "portals": Shape(PORTALS, Related.SECTION),
    "bare": Shape(BARE, Related.SECTION, shown=6),
    "kindred": Shape(PAPERS, Related.WORDS),
    "lone": Shape(ONE, Related.NONE, on_a_list=10),
    "mixed": Shape(PAPERS, Related.WORDS, mixed=0.6),
}
"""``papers`` is the web of the figures in the README since the first version."""
