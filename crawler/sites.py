"""Site profiles: what is known about a site, as data; and what an address says about its page.

One TOML file a site in ``sites/``, one a CMS family in ``sites/families/``; ``generic.toml`` there holds
for every site. Sites without a profile work by the generic patterns and the length of the slug.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from cleaning.own_address import MIN_SLUG_WORDS

EVIDENCE: Final = ("saved_page", "real_address", "crawler", "old_crawler", "memory")
"""How a fact of a profile is known, best first: seen in a saved page; seen as a real address; used by a
public crawler of 2023-26; used by one of 2018-21; not seen at all."""

VERIFIED: Final = frozenset({"saved_page", "real_address"})

GENERIC: Final = "generic"


class ProfileError(ValueError):
    """A profile can't be used; the message is one line naming file, key and the known keys."""


class PageKind(StrEnum):
    """What a page is to the crawl: a report, a way to reports, a machine-readable list of them."""

    ARTICLE = "article"
    LIST = "list"
    PAGING = "paging"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Family:
    """What the sites of one CMS share. Patterns are regular expressions (see ``SiteProfile``)."""

    name: str
    articles: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    paging: tuple[str, ...] = ()
    skip_sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What is known about one site.

    ``hosts`` are registrable domains or hosts, subdomains included. ``articles`` are searched in path
    and query, ``deny`` in host, path and query. ``feeds``, ``sitemaps`` and ``lists`` are paths or
    addresses; ``{year}`` and ``{month}`` stand for today's. ``evidence`` says for each how it is
    known. ``summary``, ``body``, ``dates`` and ``boilerplate`` are CSS selectors, those of the newest
    layout first. ``article_examples`` and ``list_examples`` are for the contract test.
    """

    name: str
    hosts: tuple[str, ...]
    articles: tuple[str, ...]
    evidence: Mapping[str, str]
    family: str = ""
    deny: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    article_examples: tuple[str, ...] = ()
    list_examples: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the article pattern was seen on real addresses."""
        return self.evidence.get("articles") in VERIFIED


_EXPLAINED = ("articles", "feeds", "sitemaps", "lists", "summary", "body", "dates", "boilerplate")
"""The keys that need an entry in ``evidence`` when present."""

_Profile = TypeVar("_Profile", Family, SiteProfile)


@cache
def profiles() -> tuple[SiteProfile, ...]:
    """Return the profiles in the package, by name; raises ``ProfileError``."""
    found = [read_profile(name, text) for name, text in _files("sites")]
    for profile in found:
        if profile.family and profile.family not in families():
            raise ProfileError(f"{profile.name}.toml: unknown family; known: {', '.join(families())}")
    return tuple(found)


@cache
def families() -> Mapping[str, Family]:
    """Return the CMS families (and ``generic``) by name; raises ``ProfileError``."""
    return {
        name: _checked(Family, f"{name}.toml", _parsed(f"{name}.toml", t)) for name, t in _files("families")
    }


def read_profile(name: str, text: str) -> SiteProfile:
    """Check one profile given as TOML; raises ``ProfileError`` naming ``name``.toml."""
    file = f"{name}.toml"
    profile = _checked(SiteProfile, file, _parsed(file, text))
    for key in _EXPLAINED:
        known = profile.evidence.get(key)
        if getattr(profile, key) and known not in EVIDENCE:
            raise ProfileError(f"{file}: [evidence] {key} is {known!r}; known: {', '.join(EVIDENCE)}")
    if unknown := set(profile.evidence) - set(_EXPLAINED):
        raise ProfileError(
            f"{file}: unknown key {min(unknown)!r} in [evidence]; known: {', '.join(_EXPLAINED)}"
        )
    return profile


def profile_of(url: str) -> SiteProfile | None:
    """Return the profile of the site ``url`` is on, the most specific host first; ``None`` if unknown."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    for start in range(len(labels)):
        if found := _by_host().get(".".join(labels[start:])):
            return found
    return None


def kind_of(url: str) -> PageKind | None:
    """Return what ``url`` says about its page; ``None`` for what no crawl of reports wants."""
    parts = urlsplit(url)
    profile = profile_of(url)
    rules = _rules(profile.name if profile else "")
    place = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if rules.deny.search(f"{parts.hostname}{place}"):
        return None
    # The path alone as well: parameters that record a visit hide the end of an article's address.
    if any(map(rules.articles.search, (parts.path, place))) or (
        profile is None and _reads_like_headline(parts)
    ):
        return PageKind.ARTICLE
    return PageKind.PAGING if rules.paging.search(place) else PageKind.LIST


def may_be_section(url: str) -> bool:
    """Return whether an address could be a section's: its last step is a few words without a number.

    A page there that reads as a report is archived and all the same asked for again: taking a
    section for a report would end the discovery of what it lists.
    """
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    numbered = bool(re.search(r"\d", f"{last}?{parts.query}"))
    return not numbered and not _reads_like_headline(parts)


def skips_sitemap(url: str) -> bool:
    """Return whether a sitemap's name says that it lists no reports (tags, images, sections)."""
    return bool(_joined(families()[GENERIC].skip_sitemaps).search(urlsplit(url).path))


@dataclass(frozen=True, slots=True)
class _Rules:
    articles: re.Pattern[str]
    deny: re.Pattern[str]
    paging: re.Pattern[str]


@cache
def _rules(name: str) -> _Rules:
    """Return the patterns for the profile ``name`` with its family's; generic ones for ''."""
    generic = families()[GENERIC]
    profile = next((p for p in profiles() if p.name == name), None)
    family = families().get(profile.family) if profile else None
    articles = profile.articles if profile else generic.articles
    deny = (*generic.deny, *(family.deny if family else ()), *(profile.deny if profile else ()))
    paging = (*generic.paging, *(family.paging if family else ()))
    return _Rules(_joined(articles), _joined(deny), _joined(paging))


@cache
def _by_host() -> Mapping[str, SiteProfile]:
    return {host: profile for profile in profiles() for host in profile.hosts}


@cache
def _joined(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)


def _reads_like_headline(parts: SplitResult) -> bool:
    slug = re.sub(r"\.\w+$", "", parts.path.rstrip("/").rpartition("/")[2])
    return sum(bool(re.search(r"[^\W\d]", word)) for word in slug.split("-")) >= MIN_SLUG_WORDS


def _files(folder: str) -> list[tuple[str, str]]:
    """Return (name, text) of the TOML files of ``sites`` or of ``sites/families``."""
    root = resources.files("crawler") / "sites"
    found = (root if folder == "sites" else root / folder).iterdir()
    files = sorted((f for f in found if f.name.endswith(".toml")), key=lambda f: f.name)
    return [(f.name.removesuffix(".toml"), f.read_text("utf-8")) for f in files]


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{file}: is not valid TOML: {error}") from error


def _checked(form: type[_Profile], file: str, table: Mapping[str, Any]) -> _Profile:
    """Build a ``form`` from ``table``, whose keys are its fields: texts, lists of texts, a table."""
    known = {field.name: field for field in fields(form)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ProfileError(f"{file}: unknown key {key!r}; known keys: {', '.join(known)}")
        values[key] = _value(file, key, value, str(known[key].type))
    required = (name for name, field in known.items() if field.default is MISSING)
    if missing := next((name for name in required if name not in values), None):
        raise ProfileError(f"{file}: {missing} is missing")
    if values["name"] != file.removesuffix(".toml"):
        raise ProfileError(f"{file}: name is {values['name']!r}; it must be the file's")
    return form(**values)


def _value(file: str, key: str, value: object, kind: str) -> object:
    if kind == "str" and isinstance(value, str):
        return value
    if kind.startswith("tuple") and isinstance(value, list) and all(isinstance(v, str) for v in value):
        for pattern in value if key in {"articles", "deny", "paging", "skip_sitemaps"} else ():
            _compiled(file, key, pattern)
        return tuple(value)
    if kind.startswith("Mapping") and isinstance(value, dict):
        return value
    wanted = {"str": "a text", "tupl": "a list of texts", "Mapp": "a table"}[kind[:4]]
    raise ProfileError(f"{file}: {key} must be {wanted}, not {value!r}")


def _compiled(file: str, key: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ProfileError(f"{file}: {key}: {pattern!r} is no regular expression: {error}") from error
