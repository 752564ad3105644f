"""``python -m benchmarks.profiles``: what the site profiles take from real saved pages, part by part.

Reads the Vietnamese article pages of ``../shared/data/html`` (nothing of them is copied here) and the saved
lists beside them. Exit code 1 when an article is not known by its address or its body is not found.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.pages import DATA
from benchmarks.tables import table
from crawler.page import read_page
from crawler.sites import PageKind
from crawler.takes import Taken, address_of, taken

PARTS: Final = ("article", "reads as one", "summary", "body", "dates", "boilerplate")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved article page and its address."""

    url: str
    html: str


def saved_pages() -> Iterator[Saved]:
    """Yield the saved article pages with the addresses they were fetched from."""
    for row in (DATA / "html" / "silver_gold.jsonl").read_text("utf-8").splitlines():
        about = json.loads(row)
        html = gzip.decompress((DATA / f"{about['file']}.gz").read_bytes()).decode("utf-8", "replace")
        if url := about["url"] or address_of(html):
            yield Saved(url, html)


def found_in(page: Saved) -> set[str]:
    """Return which of ``PARTS`` hold of the page."""
    what: Taken = taken(page.url, page.html)
    found = set(what.parts)
    if what.kind is PageKind.ARTICLE:
        found.add("article")
    if read_page(page.html, page.url).is_article:
        found.add("reads as one")
    return found


def main() -> int:
    """Print by site how many pages each part was found in."""
    counts: dict[str, Counter[str]] = {}
    for page in saved_pages():
        profile = taken(page.url, None).profile
        tally = counts.setdefault(profile.name if profile else "no profile", Counter())
        tally.update(["pages", *found_in(page)])
    rows = [
        [name, str(tally["pages"]), *(str(tally[part]) for part in PARTS)]
        for name, tally in sorted(counts.items())
    ]
    print(table(["site", "pages", *PARTS], rows))
    known = [tally for name, tally in counts.items() if name != "no profile"]
    return int(any(min(tally["article"], tally["body"]) < tally["pages"] for tally in known))


if __name__ == "__main__":
    sys.exit(main())
