"""From a settled draft to a document: text, captions, and the metadata that stood in lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cleaning.address import AddressError, canonical, site
from cleaning.bylines import read_byline
from cleaning.credits import signed, uncredited
from cleaning.document import Document, Doubt, Metadata, Record, Role
from cleaning.draft import Draft
from cleaning.language import identify
from cleaning.line_metadata import LineMetadata, line_metadata
from cleaning.names import is_agency, is_organisation
from cleaning.signs import is_own
from cleaning.spam import HACKED_PAGE, is_hacked
from cleaning.text import comparison_key, line_key, normalise, word_count

ID_CHARACTERS = 32
"""128 bits, as all ids of a corpus have: no two documents of any crawl will share one by chance."""

UNTITLED = ""
NOTHING_STATED = LineMetadata()


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


def assemble(
    draft: Draft, record: Record, *, flags: Iterable[str] = (), doubt: Doubt | None = None
) -> Document:
    """Return the document that ``draft`` of ``record`` became; every line of it has a role."""
    text = draft.body_text()
    language = identify(text)
    address = Address.of(draft.declared.canonical_url, record.url)
    said = {decision.role for decision in draft.decided if decision}
    titles = draft.paragraphs(Role.TITLE) if Role.TITLE in said else ()
    captions = draft.paragraphs(Role.CAPTION) if Role.CAPTION in said else ()
    all_flags = {*record.flags, *flags, *((HACKED_PAGE,) if is_hacked(draft) else ())}
    return Document(
        id=identity(address.url) if address.url else identity("text", comparison_key(text)),
        url=address.url,
        site=address.site,
        source_path=record.source_path,
        source_record=record.source_record,
        title=titles[0] if titles else _one_line(draft.declared.title),
        text=text,
        fetched_at=record.fetched_at,
        captions=tuple(dict.fromkeys(captions)),
        metadata=_metadata(draft, address.site),
        language=language.code,
        language_score=language.score,
        words=word_count(text),
        flags=tuple(sorted(all_flags)),
        removals=draft.removals(),
        pieces=draft.pieces(),
        doubt=doubt,
    )


def _one_line(title: str | None) -> str:
    return " ".join(normalise(title).split()) if title else UNTITLED


def _metadata(draft: Draft, own_site: str | None) -> Metadata:
    """Fill what the source did not declare from the lines that carry metadata.

    The name of the paper itself is no agency.
    """
    known, stated = draft.declared, line_metadata(draft)
    if stated == NOTHING_STATED and (known.author, known.agency, known.section) == (None, None, None):
        return known
    declared = _declared_author(known.author)
    stamp = stated.published
    author = declared.author or stated.author
    stated_houses = (*declared.agencies, *stated.agencies, *stated.dateline)
    houses = (house for house in stated_houses if house != author and not is_own(house, own_site))
    return Metadata(
        title=known.title,
        author=author,
        agency=known.agency or "; ".join(_distinct(houses)) or None,
        section=known.section or stated.section,
        tags=known.tags,
        published_at=stamp.at if stamp else known.published_at,
        published_precision=stamp.precision if stamp else known.published_precision,
        canonical_url=known.canonical_url,
        modified_at=known.modified_at,
    )


def _distinct(houses: Iterable[str]) -> Iterable[str]:
    """Return each house once, in its first spelling."""
    spelled: dict[str, str] = {}
    for house in houses:
        spelled.setdefault(line_key(house), house)
    return spelled.values()


@dataclass(frozen=True, slots=True)
class _Signed:
    """A declared author without the house that stood with the name, and that house."""

    author: str | None
    agencies: tuple[str, ...]


def _declared_author(declared: str | None) -> _Signed:
    """Read a declared author, which some sources fill with "according to ...", a signature or a house."""
    if not declared:
        return _Signed(None, ())
    if byline := read_byline(declared):
        return _Signed(byline.author or byline.helper, byline.agencies)
    name, house = signed(uncredited(declared))
    if is_agency(name) or is_organisation(name):
        return _Signed(None, (name,))
    return _Signed(name or None, (house,) if house else ())
