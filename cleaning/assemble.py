"""From a settled draft to a document: text, captions, and the metadata that stood in lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cleaning.address import AddressError, canonical, site
from cleaning.dates import Stamp
from cleaning.document import Document, Metadata, Record, Role
from cleaning.draft import Draft
from cleaning.rules.head import dated, section_of
from cleaning.rules.sources import byline, credited, signed, uncredited
from cleaning.spam import HACKED_PAGE, is_hacked
from cleaning.text import comparison_key, normalise, word_count

ID_CHARACTERS = 32
"""128 bits, as all ids of a corpus have: no two documents of any crawl will share one by chance."""

UNTITLED = ""


@dataclass(frozen=True, slots=True)
class Address:
    """The canonical address of a record and its site; both ``None`` when it has none that is valid."""

    url: str | None
    site: str | None

    @classmethod
    def of(cls, *candidates: str | None) -> Address:
        """Return the first valid address of ``candidates``."""
        for candidate in candidates:
            try:
                if candidate:
                    return cls(canonical(candidate), site(candidate))
            except AddressError:
                continue
        return cls(None, None)


def identity(*parts: str | None) -> str:
    """Return the stable id of what ``parts`` name."""
    joined = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_CHARACTERS]


def blank(record: Record) -> Document:
    """Return the document of a record of which nothing is known yet."""
    address = Address.of(record.url)
    return Document(
        id=identity(address.url, None if address.url else f"{record.source_path}#{record.source_record}"),
        url=address.url,
        site=address.site,
        source_path=record.source_path,
        source_record=record.source_record,
        title=record.declared.title or UNTITLED,
        text="",
        fetched_at=record.fetched_at,
        flags=record.flags,
    )


def assemble(draft: Draft, record: Record, *, flags: Iterable[str] = ()) -> Document:
    """Return the document that ``draft`` of ``record`` became; every line of it has a role."""
    text = draft.body_text()
    address = Address.of(draft.declared.canonical_url, record.url)
    titles = draft.paragraphs(Role.TITLE)
    all_flags = {*record.flags, *flags, *((HACKED_PAGE,) if is_hacked(draft) else ())}
    return replace(
        blank(record),
        id=identity(address.url) if address.url else identity("text", comparison_key(text)),
        url=address.url,
        site=address.site,
        title=titles[0] if titles else _one_line(draft.declared.title),
        text=text,
        captions=tuple(dict.fromkeys(draft.paragraphs(Role.CAPTION))),
        metadata=_metadata(draft),
        words=word_count(text),
        flags=tuple(sorted(all_flags)),
        removals=draft.removals(),
        pieces=draft.pieces(),
    )


def _one_line(title: str | None) -> str:
    return " ".join(normalise(title).split()) if title else UNTITLED


def _metadata(draft: Draft) -> Metadata:
    """Fill what the source did not declare from the lines that carry metadata."""
    known = draft.declared
    stamp = None if known.published_at else _published(draft)
    author, agencies = _credits(draft, known.author)
    return replace(
        known,
        author=author,
        agency=known.agency or "; ".join(agencies) or None,
        section=known.section or _section(draft),
        published_at=stamp.at if stamp else known.published_at,
        published_precision=stamp.precision if stamp else known.published_precision,
    )


def _section(draft: Draft) -> str | None:
    named = (section_of(line) for line in draft.paragraphs(Role.SECTION))
    beside_date = (dated(line).section for line in draft.paragraphs(Role.DATE))
    return next((section for section in (*named, *beside_date) if section), None)


def _published(draft: Draft) -> Stamp | None:
    """Return the earliest date line of the head: the clock of the day of the crawl is never earlier.

    Dates further down belong to other reports, unless only one stands in the whole record.
    """
    found = [i for i in range(len(draft.lines)) if draft.role(i) is Role.DATE]
    first_body = draft.index_of(Role.BODY)
    head = [i for i in found if first_body is None or i <= first_body + 1]
    chosen = head or (found if len(found) == 1 else [])
    stamps = [stamp for i in chosen if (stamp := dated(draft.text(i)).stamp)]
    return min(stamps, key=lambda stamp: stamp.at, default=None)


def _credits(draft: Draft, declared: str | None) -> tuple[str | None, list[str]]:
    """Return the author and the houses credited, from what is declared and the byline and source lines."""
    author: str | None = None
    agencies: list[str] = []
    bylines = [byline(line)[1] for line in draft.paragraphs(Role.BYLINE)]
    for line in ([declared] if declared else []) + bylines:
        name, agency = signed(uncredited(line))
        author = author or name
        agencies += [agency] if agency else []
    agencies += [house for line in draft.paragraphs(Role.SOURCE) if (house := credited(line))]
    return author, list(dict.fromkeys(agencies))
