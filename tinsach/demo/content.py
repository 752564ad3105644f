"""The demo web's stories: reports written in TOML, and copies built from them by declared edits."""

from __future__ import annotations

import tomllib
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from tinsach.demo import edits

HEADING_MARK = "## "
CAPTION_MARK = "[ảnh] "


class BlockKind(StrEnum):
    """What one block of a story is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, sub-heading or image caption."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Site:
    """One host of the demo web; ``sections`` maps the name in addresses to the name in print."""

    key: str
    host: str
    name: str
    article: str
    sections: Mapping[str, str]

    def url(self, path: str) -> str:
        """Return the absolute address of ``path`` on this site."""
        return f"http://{self.host}{path}"


@dataclass(frozen=True, slots=True)
class Injection:
    """What the hackers added to a story: the keyword they sell and the section they filed it under."""

    keyword: str
    category: str


@dataclass(frozen=True, slots=True)
class Story:
    """One article of one site, as its editors meant it: without any of the page around it.

    ``original`` is the id of the report it copies (its own id when it is the report itself), ``copy``
    the kind of copy (empty for an original). ``blocks`` starts with the lead.
    """

    id: str
    site: str
    section: str
    title: str
    blocks: tuple[Block, ...]
    published: datetime
    author: str
    agency: str
    tags: tuple[str, ...]
    similar: bool
    language: str
    original: str
    copy: str = ""
    injection: Injection | None = None

    @property
    def number(self) -> int:
        """Return a six-digit number that depends on the id alone."""
        return zlib.crc32(self.id.encode()) % 900_000 + 100_000

    @property
    def path(self) -> str:
        """Return the address of the story on its site, without the host."""
        form = sites()[self.site].article
        return form.format(section=self.section, slug=slug(self.title), number=self.number)

    @property
    def url(self) -> str:
        """Return the absolute address of the story."""
        return sites()[self.site].url(self.path)

    @property
    def section_name(self) -> str:
        """Return the name of the section as readers see it."""
        return sites()[self.site].sections[self.section]

    @property
    def lead(self) -> str:
        """Return the lead (sapo)."""
        return self.blocks[0].text

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return lead, paragraphs and headings in order: what a corpus should hold as text."""
        return tuple(block.text for block in self.blocks if block.kind is not BlockKind.CAPTION)

    @property
    def captions(self) -> tuple[str, ...]:
        """Return the image captions in order."""
        return tuple(block.text for block in self.blocks if block.kind is BlockKind.CAPTION)


def slug(title: str) -> str:
    """Return ``title`` as addresses write it: unaccented lower-case words joined by hyphens."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    letters = (char for char in plain if not unicodedata.combining(char))
    return "-".join("".join(char if char.isascii() and char.isalnum() else " " for char in letters).split())


def data(name: str) -> dict[str, Any]:
    """Read one TOML file of this package."""
    return tomllib.loads(files("tinsach.demo").joinpath(name).read_text(encoding="utf-8"))


@cache
def sites() -> Mapping[str, Site]:
    """Return the sites by key."""
    return {key: Site(key=key, **entry) for key, entry in data("sites.toml").items()}


@cache
def reports() -> Mapping[str, Story]:
    """Return every original report by id."""
    return {report.id: report for report in _read_reports()}


@cache
def stories(site: str) -> tuple[Story, ...]:
    """Return the stories of one site, newest first: its own reports and its copies of others'."""
    own = [report for report in reports().values() if report.site == site]
    copied = [_copy(row) for row in data("copies.toml")["copy"] if row["site"] == site]
    return tuple(sorted(own + copied, key=lambda story: (story.published, story.id), reverse=True))


def _read_reports() -> Iterator[Story]:
    folder = files("tinsach.demo").joinpath("articles")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        content = data(f"articles/{name}")
        for row in content["report"]:
            yield _report(row, similar=content["similar"], language=content.get("language", "vi"))


def _report(row: Mapping[str, Any], *, similar: bool, language: str) -> Story:
    return Story(
        id=row["id"],
        site=row["site"],
        section=row["section"],
        title=row["title"],
        blocks=(Block(BlockKind.PARAGRAPH, row["sapo"]), *_blocks(row["body"])),
        published=row["published"],
        author=row["author"],
        agency=row["agency"],
        tags=tuple(row["tags"]),
        similar=similar,
        language=language,
        original=row["id"],
    )


def _blocks(body: str) -> Iterator[Block]:
    for text in filter(None, (part.strip() for part in body.split("\n\n"))):
        if text.startswith(HEADING_MARK):
            yield Block(BlockKind.HEADING, text.removeprefix(HEADING_MARK))
        elif text.startswith(CAPTION_MARK):
            yield Block(BlockKind.CAPTION, text.removeprefix(CAPTION_MARK))
        else:
            yield Block(BlockKind.PARAGRAPH, text)


def _copy(row: Mapping[str, Any]) -> Story:
    original = reports()[row["of"]]
    injected = Injection(row["keyword"], row["category"]) if "keyword" in row else None
    source = sites()[original.site].name
    return Story(
        id=row["id"],
        site=row["site"],
        section=row["section"],
        title=row.get("title", original.title),
        blocks=_edited_blocks(original, row.get("edits", [])),
        published=row["published"],
        author="",
        agency="" if injected else source,
        tags=(),
        similar=original.similar,
        language=original.language,
        original=original.id,
        copy=row["kind"],
        injection=injected,
    )


def _edited_blocks(original: Story, steps: list[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Edit the paragraphs; a heading or caption stays while the paragraph after which it stood does."""
    kept: list[Block] = []
    for text in edits.apply(_glued(original), steps):
        kept.extend(_unglued(text))
    return tuple(kept)


def _glued(story: Story) -> list[str]:
    """Return one text per paragraph, with the headings and captions that follow it hung on."""
    texts: list[str] = []
    for block in story.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            texts.append(block.text)
        else:
            texts[-1] += f"{edits.SEAM}{block.kind}{edits.SEAM}{block.text}"
    return texts


def _unglued(text: str) -> Iterator[Block]:
    paragraph, *rest = text.split(edits.SEAM)
    yield Block(BlockKind.PARAGRAPH, paragraph)
    for kind, hung in zip(rest[::2], rest[1::2], strict=True):
        yield Block(BlockKind(kind), hung)
