"""The job file: what to crawl, where to keep it, how to clean it. Checked as a whole before anything starts.

Standard library only, so that every command can read a job without paying for Scrapy.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any, Final

from crawler.consent import OPT_OUTS
from crawler.hosts import host_of, is_this_machine

MIN_DELAY = 1.0
"""Seconds between requests to one site that is not our own machine: the lower end of what crawlers that
nobody blocks keep to."""


ADDRESS: Final = r"\S+@\S+\.\S|https?://\S"
"""How an e-mail or web address begins, as a regular expression."""

LANGUAGE: Final = "[a-z]{2,3}"
"""A language code of ISO 639, as a regular expression; ``any`` passes for one."""


LOGS: Final = ("warnings", "lines", "json")
"""What is written to standard error while crawling: warnings, or also a line or JSON object an event."""


class JobError(ValueError):
    """The job file can't be used; the message is one line naming file, key and remedy."""


@dataclass(frozen=True, slots=True)
class CrawlPart:
    """What to fetch and how politely. ``delay`` and ``time_limit`` in seconds, caps per run.

    ``contact`` and ``seeds`` may be empty, as ``tinsach init`` leaves them (see ``crawler.readiness``).
    ``sites`` are hosts allowed beyond the sites of the seeds. ``proxy`` is a forward proxy all
    requests go through. ``allow_loopback`` lifts the ban on this machine's own addresses and ports, and
    where all seeds (or the proxy) are on this machine, the least delay. ``opt_outs`` are the wishes of
    sites that are respected beyond robots.txt (see ``crawler.consent``). ``addresses`` are files with one
    address a line. ``since`` and ``words`` filter what feeds and sitemaps list (see ``crawler.leads``).
    """

    contact: str
    seeds: tuple[str, ...] = ()
    addresses: tuple[Path, ...] = ()
    sites: tuple[str, ...] = ()
    max_pages: int = 1000
    max_depth: int = 4
    delay: float = 1.5
    time_limit: float = 3600.0
    proxy: str | None = None
    allow_loopback: bool = False
    opt_outs: tuple[str, ...] = tuple(OPT_OUTS)
    since: date | None = None
    words: tuple[str, ...] = ()
    log: str = LOGS[0]


@dataclass(frozen=True, slots=True)
class CleanPart:
    """How to clean. ``None`` leaves the choice to cleaning: all cores, its own limits."""

    languages: tuple[str, ...] = ("vi",)
    workers: int | None = None
    min_words: int | None = None
    only_similar: bool = True
    min_relevance: float | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A checked job file. Paths are absolute, resolved from the folder of the file."""

    path: Path
    name: str
    corpus: Path
    archive: Path
    samples: Path | None
    crawl: CrawlPart
    clean: CleanPart


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of value: how a person calls it, and whether a TOML value is one."""

    label: str
    accepts: Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value) and value >= 0


def _is_similarity(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -1 <= value <= 1


def _is_languages(value: object) -> bool:
    return bool(value) and _TEXTS.accepts(value) and all(re.fullmatch(LANGUAGE, v) for v in _listed(value))


def _listed(value: object) -> list[str]:
    return value if isinstance(value, list) else []


_TEXT = _Kind("a text", _is_text)
_TEXTS = _Kind("a list of texts", lambda value: isinstance(value, list) and all(map(_is_text, value)))
_CONTACT = _Kind("an e-mail or web address where sites can reach you", lambda value: isinstance(value, str))
_ADDRESSES = _Kind('a list of addresses such as "https://news.example/"', _TEXTS.accepts)
_WHOLE = _Kind("a whole number from 1", lambda value: type(value) is int and value >= 1)
_COUNT = _Kind("a whole number from 0", lambda value: type(value) is int and value >= 0)
_NUMBER = _Kind("a number from 0", _is_number)
_SIMILARITY = _Kind("a number from -1 to 1", _is_similarity)
_LANGUAGES = _Kind('a list of language codes such as "vi", or "any"', _is_languages)
_WISHES = _Kind(
    f"a list of {', '.join(OPT_OUTS)}",
    lambda value: isinstance(value, list) and all(wish in [*OPT_OUTS] for wish in value),
)
_DAY = _Kind("a date such as 2026-01-31", lambda value: type(value) is date)
_LOG = _Kind(f"one of {', '.join(LOGS)}", lambda value: value in LOGS)
_FLAG = _Kind("true or false", lambda value: isinstance(value, bool))

REQUIRED = frozenset({("job", "name"), ("crawl", "contact")})
"""The (section, key) pairs a job can't do without."""

SCHEMA: Mapping[str, Mapping[str, _Kind]] = {
    "job": {"name": _TEXT, "corpus": _TEXT, "archive": _TEXT, "samples": _TEXT},
    "crawl": {
        "contact": _CONTACT,
        "seeds": _ADDRESSES,
        "addresses": _TEXTS,
        "sites": _TEXTS,
        "max_pages": _WHOLE,
        "max_depth": _WHOLE,
        "delay": _NUMBER,
        "time_limit": _NUMBER,
        "proxy": _TEXT,
        "allow_loopback": _FLAG,
        "opt_outs": _WISHES,
        "since": _DAY,
        "words": _TEXTS,
        "log": _LOG,
    },
    "clean": {
        "languages": _LANGUAGES,
        "workers": _WHOLE,
        "min_words": _COUNT,  # 0 sets no limit, as on the command line
        "only_similar": _FLAG,
        "min_relevance": _SIMILARITY,
    },
}
"""Every section and key of a job file; error messages list the known keys from here."""


def load_job(path: str | Path) -> Job:
    """Read and check a job file; raises ``JobError`` with one line on the first thing wrong."""
    path = Path(path)
    tables = _read(path)
    for section, table in tables.items():
        _check_section(path, section, table)
    for section, key in sorted(REQUIRED):
        if key not in tables.get(section, {}):
            raise JobError(f"{path}: [{section}] {key} is missing; it is {SCHEMA[section][key].label}")
    job = _built(path.absolute(), tables)
    _check_job(path, job)
    return job


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))  # some editors begin a file with a mark
    except OSError as error:
        raise JobError(f"{path}: can't be read: {error.strerror}{_inside(path)}") from error
    except UnicodeDecodeError as error:
        raise JobError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise JobError(f"{path}: is not valid TOML: {error}") from error


def _inside(folder: Path) -> str:
    """Return a hint at the job file in ``folder`` if there is one: a run is often given its folder."""
    inside = folder / "job.toml"
    return f"; give {inside}" if os.access(inside, os.R_OK) else ""


def _check_section(path: Path, section: str, table: object) -> None:
    if section not in SCHEMA:
        raise JobError(f"{path}: unknown section [{section}]{_known(section, SCHEMA, 'sections')}")
    if not isinstance(table, dict):
        raise JobError(f"{path}: {section} must be a section: [{section}]")
    for key, value in table.items():
        if key not in SCHEMA[section]:
            raise JobError(
                f"{path}: unknown key {key!r} in [{section}]{_known(key, SCHEMA[section], 'keys')}"
            )
        kind = SCHEMA[section][key]
        if not kind.accepts(value):
            raise JobError(f"{path}: [{section}] {key} must be {kind.label}, not {value!r}")


def _known(wrong: str, known: Mapping[str, object], what: str) -> str:
    close = get_close_matches(wrong, known, n=1)
    return f"{f' (do you mean {close[0]!r}?)' if close else ''}; known {what}: {', '.join(known)}"


def _built(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> Job:
    job = tables["job"]
    samples = job.get("samples")
    files = tuple(path.parent / name for name in tables["crawl"].get("addresses", ()))
    return Job(
        path=path,
        name=job["name"],
        corpus=path.parent / job.get("corpus", "corpus"),
        archive=path.parent / job.get("archive", "archive"),
        samples=path.parent / samples if samples else None,
        crawl=CrawlPart(**_frozen(tables["crawl"]) | {"addresses": files}),
        clean=CleanPart(**_frozen(tables.get("clean", {}))),
    )


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _check_job(path: Path, job: Job) -> None:
    """Check what one value alone can't tell."""
    problem = _problem_of_job(job) or _problem_of_crawl(job.crawl)
    if problem:
        raise JobError(f"{path}: {problem}")


def _problem_of_job(job: Job) -> str | None:
    if not re.fullmatch(r"[\w][\w.\-]*", job.name):
        return f"[job] name names files: letters, digits, '-', '_' and '.' only, not {job.name!r}"
    if job.samples is None and job.clean.only_similar:
        return "[job] samples is missing; name a folder of samples, or set [clean] only_similar = false"
    if job.samples is not None and not job.samples.exists():
        return f"[job] samples: {job.samples} does not exist; make that folder and put a few reports into it"
    if job.corpus.resolve() == job.archive.resolve():
        return f"[job] corpus and archive must be two folders, not both {job.corpus}"
    return None


def _problem_of_crawl(crawl: CrawlPart) -> str | None:
    return next((f"[crawl] {problem}" for problem in _problems_of_crawl(crawl)), None)


def _problems_of_crawl(crawl: CrawlPart) -> Iterator[str]:
    if crawl.contact and not (re.match(ADDRESS, crawl.contact) and crawl.contact.isprintable()):
        yield f"contact must be an e-mail or web address sites can reach, not {crawl.contact!r}"
    yield from (
        f"addresses: {file} does not exist; it is a file with one address a line"
        for file in crawl.addresses
        if not file.is_file()
    )
    yield from (f"seeds must be http(s) addresses, not {s!r}" for s in crawl.seeds if not host_of(s))
    yield from (
        f"sites must be host names, not {s!r}" for s in crawl.sites if not re.fullmatch(r"[\w.\-]+", s)
    )
    if crawl.proxy is not None and not host_of(crawl.proxy):
        yield f"proxy must be an http(s) address, not {crawl.proxy!r}"
    if crawl.delay < MIN_DELAY and not is_at_home(crawl):
        yield f"delay must be at least {MIN_DELAY} seconds, not {crawl.delay}"
    if crawl.proxy is not None and is_this_machine(host_of(crawl.proxy)) and not crawl.allow_loopback:
        yield f"proxy {crawl.proxy} is on this machine; that needs allow_loopback = true"


def is_at_home(crawl: CrawlPart) -> bool:
    """Whether all requests stay on this machine, as far as the job says, and may do so."""
    asked = [host_of(crawl.proxy)] if crawl.proxy else [*map(host_of, crawl.seeds), *crawl.sites]
    known = bool(crawl.proxy) or not crawl.addresses
    return crawl.allow_loopback and known and all(map(is_this_machine, asked))
