"""The labelled set of copies: what is made of one story, and what only looks like a copy of another."""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks import copies_templates as invented
from benchmarks.copies_daily import DAILY
from benchmarks.copies_stories import Story, filled
from cleaning.document import Document, Metadata

SITES: Final = tuple(f"bao{number:02d}.example" for number in range(30))
BOILERPLATE_SHARE: Final = 0.36
"""Share of the pages with text of their site left in, as measured in crawls (shared facts)."""

MEGA: Final = 4
MEGA_COPIES: Final = 250

_START: Final = datetime(2024, 1, 1, 6, tzinfo=UTC)

COPIES: Final = (
    "exact",
    "variant",
    "wire_light",
    "wire_middle",
    "wire_heavy",
    "brief",
    "extended",
    "bulletin_copy",
)
"""Kinds that belong to the family of their story."""

NEGATIVES: Final = ("template", *DAILY, "quote", "follow_up", "stub", "digest")
"""Kinds that are reports of their own, however much they share."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with the kind it was made as and its true family."""

    document: Document
    kind: str
    family: int


@dataclass(slots=True)
class Maker:
    """Makes pages of stories; everything comes from ``chance``.

    ``reserve`` are stories that stand nowhere else in the set: what a page adds of its own is taken from
    them.
    """

    chance: random.Random
    stories: Sequence[Story]
    reserve: Iterator[Story]
    pages: list[Labelled] = field(default_factory=list)
    families: int = 0
    first: int = 0

    def family(self) -> int:
        """Return the number of a new family."""
        self.families += 1
        return self.families

    def add(self, kind: str, family: int, title: str, paragraphs: Sequence[str]) -> None:
        """Add a page of a random site, with a part of the site's own text by chance."""
        site = self.chance.choice(SITES)
        held = [part for part in paragraphs if part]
        if self.chance.random() < BOILERPLATE_SHARE:
            held.insert(self.chance.choice((0, len(held))), boilerplate(site))
        number = self.first + len(self.pages)
        at = _START + timedelta(minutes=self.chance.randrange(200 * 24 * 60))
        text = "\n\n".join(held)
        self.pages.append(
            Labelled(
                Document(
                    id=f"{number:07d}",
                    url=f"https://{site}/{number}.html",
                    site=site,
                    source_path="copies.jsonl",
                    source_record=number,
                    title=title,
                    text=text,
                    metadata=Metadata(title=title, published_at=at, published_precision="minute"),
                    language="vi",
                    words=len(text.split()),
                ),
                kind,
                family,
            )
        )


def labelled_set(stories: Sequence[Story], seed: int) -> list[Labelled]:
    """Return pages made of ``stories``, shuffled; three of four stories are kept back as what pages add."""
    copied, alone = len(stories) // 8, len(stories) // 4
    maker = Maker(random.Random(seed), stories[:alone], itertools.cycle(stories[alone:]))
    for story in stories[:copied]:
        _family_of(maker, story)
    for story in stories[copied:alone]:
        _negatives_of(maker, story)
    _bulletins(maker, alone // 2)
    _dailies(maker, alone // 16)
    _digests(maker, max(1, alone // 30))
    _stubs(maker, alone // 8)
    maker.chance.shuffle(maker.pages)
    return maker.pages


def mega_stories(stories: Sequence[Story], first: int, seed: int) -> list[Labelled]:
    """Return ``MEGA`` stories of ``MEGA_COPIES`` re-publications each: the reports that every paper has.

    The stories are the last ones of ``stories``; ids and families count from ``first``.
    """
    maker = Maker(random.Random(seed), stories, itertools.cycle(stories[:-MEGA]), first=first, families=first)
    for story in stories[-MEGA:]:
        family = maker.family()
        maker.add("original", family, story.title, paragraphs(story.sentences))
        for _ in range(MEGA_COPIES - 1):
            _FORMS[maker.chance.choice(("exact", "wire_light", "wire_middle"))](maker, story, family)
    return maker.pages


def boilerplate(site: str) -> str:
    """Return the text that a site leaves in its pages, always the same."""
    number = SITES.index(site)
    text = invented.BOILERPLATE[number % len(invented.BOILERPLATE)]
    return text.format(site=f"Báo số {number}", phone=f"09{number:02d} 555 1{number:02d}")


def paragraphs(sentences: Sequence[str], size: int = 3) -> list[str]:
    """Join ``sentences`` into paragraphs."""
    return [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]


def edited(text: str, share: float, words: Sequence[str], chance: random.Random) -> str:
    """Replace, drop or add a ``share`` of the words of ``text``."""
    found: list[str] = []
    for word in text.split():
        if chance.random() >= share:
            found.append(word)
        elif (way := chance.random()) < 0.6:
            found.append(chance.choice(words))
        elif way < 0.8:
            found += [word, chance.choice(words)]
    return " ".join(found)


def _exact(maker: Maker, story: Story, family: int) -> None:
    maker.add("exact", family, story.title, [*paragraphs(story.sentences), _credit(maker)])


def _variant(maker: Maker, story: Story, family: int) -> None:
    way = maker.chance.choice(_VARIANTS)
    maker.add("variant", family, story.title, [way(part) for part in paragraphs(story.sentences)])


def _wire(kind: str, *, edits: float, dropped: float, new_lead: float) -> Callable[[Maker, Story, int], None]:
    def make(maker: Maker, story: Story, family: int) -> None:
        chance = maker.chance
        words = " ".join(story.sentences).split()
        first, *rest = story.sentences
        kept = [part for part in rest if chance.random() >= dropped] or rest
        lead = next(maker.reserve).sentences[0] if chance.random() < new_lead else first
        body = [edited(part, edits, words, chance) for part in (lead, *kept)]
        maker.add(kind, family, edited(story.title, 0.4, words, chance), [*paragraphs(body), _credit(maker)])

    return make


def _brief(maker: Maker, story: Story, family: int) -> None:
    count = maker.chance.randint(3, max(3, len(story.sentences) // 3))
    maker.add("brief", family, story.title, [" ".join(story.sentences[:count])])


def _extended(maker: Maker, story: Story, family: int) -> None:
    added = next(maker.reserve).sentences[1 : 1 + maker.chance.randint(3, len(story.sentences))]
    maker.add("extended", family, story.title, [*paragraphs(story.sentences), *paragraphs(added)])


_FORMS: Final[dict[str, Callable[[Maker, Story, int], None]]] = {
    "exact": _exact,
    "variant": _variant,
    "wire_light": _wire("wire_light", edits=0.01, dropped=0.05, new_lead=0.3),
    "wire_middle": _wire("wire_middle", edits=0.04, dropped=0.2, new_lead=0.7),
    "wire_heavy": _wire("wire_heavy", edits=0.1, dropped=0.35, new_lead=1.0),
    "brief": _brief,
    "extended": _extended,
}
_WEIGHTS: Final = {
    "exact": 17, "variant": 25, "wire_light": 46, "wire_middle": 31, "wire_heavy": 18, "brief": 22,
    "extended": 19,
}  # fmt: skip
"""How often each is made, after the shared facts' test set."""


def _family_of(maker: Maker, story: Story) -> None:
    """Add a story and one to twelve pages made of it; most stories have few."""
    family = maker.family()
    maker.add("original", family, story.title, paragraphs(story.sentences))
    for _ in range(min(12, 1 + int(maker.chance.expovariate(1 / 3)))):
        kind = maker.chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        _FORMS[kind](maker, story, family)


def _negatives_of(maker: Maker, story: Story) -> None:
    """Add a story as it is, and for most another report that quotes it or goes on from it."""
    chance = maker.chance
    maker.add("original", maker.family(), story.title, paragraphs(story.sentences))
    way, other = chance.random(), next(maker.reserve)
    if way < 0.4:
        body = [other.sentences[0], " ".join(story.sentences[2:5]), *paragraphs(other.sentences[1:])]
        maker.add("quote", maker.family(), other.title, body)
    elif way < 0.6:
        background = story.sentences[1 : 1 + max(2, len(story.sentences) // 5)]
        body = [*paragraphs(other.sentences), " ".join(background)]
        maker.add("follow_up", maker.family(), f"{story.title}: diễn biến mới", body)


def _bulletins(maker: Maker, count: int) -> None:
    for _ in range(count):
        family, text = maker.family(), filled(maker.chance.choice(invented.BULLETINS), maker.chance)
        maker.add("template", family, text.partition(":")[0], [text])
        if maker.chance.random() < 0.15:
            maker.add("bulletin_copy", family, text.partition(":")[0], [text, _credit(maker)])


def _dailies(maker: Maker, count: int) -> None:
    """Add ``count`` days of each page that is filled anew every day; each site has its own."""
    for kind, fill in DAILY.items():
        for _ in range(count):
            maker.add(kind, maker.family(), *fill(maker.chance))


def _digests(maker: Maker, count: int) -> None:
    for _ in range(count):
        parts = [" ".join(story.sentences[:2]) for story in maker.chance.sample(list(maker.stories), 6)]
        maker.add("digest", maker.family(), "Điểm tin trong ngày", parts)


def _stubs(maker: Maker, count: int) -> None:
    for _ in range(count):
        story = maker.chance.choice(maker.stories)
        title = edited(story.title, 0.3, story.sentences[0].split(), maker.chance)
        maker.add("stub", maker.family(), title, [maker.chance.choice(invented.STUBS)])


def _credit(maker: Maker) -> str:
    site = f"Báo số {maker.chance.randrange(len(SITES))}"
    return maker.chance.choice(invented.CREDITS).format(
        site=site, person=maker.chance.choice(invented.PEOPLE)
    )


def _toned(text: str) -> str:
    """Return ``text`` with the tone of oa, oe and uy on the other vowel."""
    pairs = zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "úy", "ùy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "uý", "uỳ"],
        strict=True,
    )
    for old, new in pairs:
        text = text.replace(old, new)
    return text


_VARIANTS: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: unicodedata.normalize("NFD", text),
    str.upper,
    _toned,
    lambda text: text.replace(" ", " \u200b", 9),
    lambda text: text.replace("đ", "ð").replace(" ", "\u00a0"),
)


def kinds(pages: Sequence[Labelled]) -> Iterator[str]:
    """Yield the kinds in ``pages``, in a fixed order."""
    known = ("original", *COPIES, *NEGATIVES)
    return (kind for kind in known if any(page.kind == kind for page in pages))
