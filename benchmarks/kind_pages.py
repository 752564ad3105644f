"""Stored pages whose kind is known: articles, lists, offers, threads, documentation, services."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from benchmarks.dump_sets import SETS
from benchmarks.pages import DATA
from cleaning.address import AddressError, site

REPORT: Final = "report"

KINDS: Final = {
    "listing": "list_page",
    "list": "list_page",
    "collection": "list_page",
    "product": "product_page",
    "forum": "forum_page",
    "documentation": "reference_page",
}
"""The reasons for which pages of each type are to be left out."""

LIST_SITES: Final = {
    "baodautu_list": "baodautu",
    "cafef_list": "cafef",
    "dantri_list": "dantri",
    "vietnamnet_list": "vietnamnet",
    "vnexpress_list": "vnexpress",
    "list_kinh-doanh": "dantri",
    "list_the-gioi": "dantri",
    "list_the-thao": "dantri",
    "debug_tuoi_tre": "tuoitre",
    "debug_vnexpress": "vnexpress",
    "vnexpress": "vnexpress",
    "yonhap": "yonhap",
}
"""The stored list pages, whose addresses nobody kept, and their sites."""


@dataclass(frozen=True)
class KindPage:
    """A stored page of a known ``type``; ``site`` is the name that its addresses share."""

    group: str
    type: str
    site: str
    url: str | None
    path: Path

    @property
    def name(self) -> str:
        """The page's file without its ending."""
        return self.path.name.removesuffix(".html.gz")

    @property
    def kind(self) -> str | None:
        """The reason for which it is to be left out, or ``REPORT``; ``None`` for services: neither."""
        return REPORT if self.type == "article" else KINDS.get(self.type)

    @cached_property
    def content(self) -> bytes:
        """The page as it came."""
        return gzip.decompress(self.path.read_bytes())


def kind_pages() -> Iterator[KindPage]:
    """Yield all stored pages of known kind in a fixed order; OSError where the shared data is missing."""
    for group in ("aeb", "fundus", "silver"):
        for source in SETS[group]():
            url = source.url if "/" in source.url else None
            yield KindPage(group, "article", _brand(url) or source.url, url, source.path)
    stored = {path.name.removesuffix(".html.gz"): path for path in (DATA / "html").rglob("*.html.gz")}
    for name, brand in LIST_SITES.items():
        yield KindPage("news", "list", brand, None, stored[name])
    yield from _wcxb()


def _wcxb() -> Iterator[KindPage]:
    folder = DATA / "wcxb"
    for name, about in json.loads((folder / "metadata.json").read_text(encoding="utf-8")).items():
        url = json.loads((folder / "ground-truth" / f"{name}.json").read_text(encoding="utf-8"))["url"]
        path = folder / "html" / f"{name}.html.gz"
        yield KindPage("wcxb", about["page_type"], _brand(url) or about["domain"], url, path)


def _brand(url: str | None) -> str:
    """Return the site of ``url`` without its ending: one house under several countries is one site."""
    try:
        return site(url).partition(".")[0] if url else ""
    except AddressError:
        return ""
