"""All pages of the demo web by address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tinsach.demo.content import sites
from tinsach.demo.layouts import aggregator, magazine, mirror, provincial, state_paper
from tinsach.demo.pages import Page

LAYOUTS = (state_paper, magazine, aggregator, mirror, provincial)


@cache
def pages() -> Mapping[str, Page]:
    """Return every page by its absolute address; two pages at one address are an error."""
    every = [page for layout in LAYOUTS for page in layout.pages()]
    by_url = {page.url: page for page in every}
    if len(by_url) != len(every):
        raise ValueError("two pages of the demo web have one address")
    return by_url


@cache
def hosts() -> tuple[str, ...]:
    """Return the host names of the demo web."""
    return tuple(site.host for site in sites().values() if site.host)


def home_pages() -> tuple[str, ...]:
    """Return the addresses of all home pages."""
    return tuple(f"http://{host}/" for host in hosts())
