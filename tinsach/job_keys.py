"""Every key of a job file in words: the source of `tinsach init`'s file and of docs/job-file.md.

Standard library only, so that ``tinsach init`` is quick. ``crawler.job.SCHEMA`` says what values a key takes;
a test holds both to the same keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any, Final

from crawler.job import REQUIRED, SCHEMA, CleanPart, CrawlPart

FOLDERS: Final = {"corpus": '"corpus"', "archive": '"archive"'}
"""Defaults of [job] that the loader fills in, as TOML."""

SECTIONS: Final = {
    "job": "What the job is called and where its files lie. Paths are relative to this file.",
    "crawl": "What to fetch, and how politely.",
    "clean": "What of it becomes the corpus.",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key in words: what it means, and a value as one writes it in the file."""

    name: str
    meaning: str
    example: str


KEYS: Final[dict[str, tuple[Key, ...]]] = {
    "job": (
        Key("name", "Names the archive's files: letters, digits, - _ and . only.", '"doi-ngoai"'),
        Key("corpus", "The folder of the Parquet files.", '"corpus"'),
        Key(
            "archive",
            "The folder of the pages as they came, and of what is still to be fetched.",
            '"archive"',
        ),
        Key(
            "samples",
            'A folder of a few reports (.txt or .html): "like these". Needed while only_similar is true.',
            '"samples"',
        ),
    ),
    "crawl": (
        Key(
            "contact",
            "An e-mail or web address where sites can reach you. It is sent with every request.",
            '"you@example.org"',
        ),
        Key(
            "seeds",
            "Where to begin: home pages, feeds, sitemaps or section pages. Needed unless addresses is given.",
            '["https://news.example/", "https://news.example/rss/home.rss"]',
        ),
        Key(
            "addresses",
            "Files with one address of a report a line, to fetch beside what the seeds lead to.",
            '["addresses.txt"]',
        ),
        Key("sites", "Hosts that may be crawled beyond the sites of the seeds.", '["blog.example"]'),
        Key(
            "max_pages",
            "Most pages to fetch in one run; the next run goes on from there. Where more lists are due than"
            " that, feeds and sitemaps take a third, sections a third and reports the rest; the other lists"
            " follow in later runs.",
            "2000",
        ),
        Key("max_depth", "Most links to follow one after the other from a seed.", "4"),
        Key("delay", "Seconds between two requests to one site, at least 1.", "1.5"),
        Key("time_limit", "Seconds after which a crawl ends in order; 0 sets no limit.", "3600"),
        Key("proxy", "A forward proxy that all requests go through.", '"http://proxy.example:3128"'),
        Key("allow_loopback", "Whether pages of this very machine may be fetched, as in tests.", "false"),
        Key(
            "opt_outs",
            "Wishes of sites that are respected beyond robots.txt. The fewer, the more is gathered.",
            '["noarchive", "noindex", "noai", "tdm", "ai_robots"]',
        ),
        Key(
            "since", "Day before which nothing is fetched that a feed or sitemap dates earlier.", "2026-01-31"
        ),
        Key(
            "words",
            "What a feed or sitemap says of a report must hold one of these words, where it says anything.",
            '["đối ngoại", "hữu nghị"]',
        ),
        Key(
            "log",
            "What a crawl writes to standard error: warnings, a line or a JSON object an event.",
            '"lines"',
        ),
    ),
    "clean": (
        Key("languages", 'Codes of the languages to keep; ["any"] keeps all.', '["vi"]'),
        Key("workers", "Processes that clean side by side.", "2"),
        Key("min_words", "Fewest words (syllables in Vietnamese) of a report.", "50"),
        Key(
            "only_similar",
            "Whether reports that do not resemble the samples are left out; they go to the table rejected.",
            "true",
        ),
        Key(
            "min_relevance",
            "Similarity to the samples from which a report stays, -1 to 1.",
            "0.1",
        ),
    ),
}
"""All keys in the order in which one would write them."""

UNSET: Final = {
    ("clean", "workers"): "one a core",
    ("clean", "min_words"): "50",
    ("clean", "min_relevance"): "learned from the samples",
    ("job", "samples"): "none",
    ("crawl", "proxy"): "none",
    ("crawl", "seeds"): "none",
    ("crawl", "addresses"): "none",
    ("crawl", "sites"): "none",
    ("crawl", "since"): "none",
    ("crawl", "words"): "none",
}
"""What holds where a key is left out and the default is no value one could write."""


def default_of(section: str, key: str) -> str:
    """Return what holds when ``key`` is left out, as a person would write it; empty when it must be given."""
    if (section, key) in REQUIRED:
        return ""
    if (section, key) in UNSET:
        return UNSET[section, key]
    if section == "job":
        return FOLDERS[key]
    part = CrawlPart if section == "crawl" else CleanPart
    (value,) = (field.default for field in fields(part) if field.name == key)
    return "" if value is MISSING else _as_toml(value)


def allowed(section: str, key: str) -> str:
    """Return in words which values ``key`` takes."""
    return SCHEMA[section][key].label


def _as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def markdown() -> Iterator[str]:
    """Yield the lines of the tables of keys for docs/job-file.md."""
    for section, keys in KEYS.items():
        yield from (f"## [{section}]", "", SECTIONS[section], "")
        yield from ("| key | takes | default | meaning | for example |", "|---|---|---|---|---|")
        for key in keys:
            default = default_of(section, key.name)
            told = (f"`{default}`" if _is_value(default) else default) or "**required**"
            takes = allowed(section, key.name)
            yield f"| `{key.name}` | {takes} | {told} | {key.meaning} | `{key.example}` |"
        yield ""


def _is_value(default: str) -> bool:
    return (
        default.startswith(('"', "[")) or default in {"true", "false"} or default.replace(".", "").isdecimal()
    )
