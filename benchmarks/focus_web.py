"""A simulated news web over given reports: homes, sections, paging, related links, dead ends.

Sites differ as real ones do; in what is the matter of ``benchmarks.focus_shapes``. Everything follows from
the reports, the shape and the seed.
"""

from __future__ import annotations

import heapq
import html
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.focus_shapes import SHAPES, Related, Shape, Style

ON_A_HOME: Final = 40
NEWEST: Final = 5
"""Links of the box that every article of a section repeats."""

MOST_READ: Final = 8
RELATED: Final = 4
CUES: Final[Mapping[str, tuple[str, ...]]] = {
    "the-thao": ("bóng đá", "hlv", "trận", "cầu thủ", "v-league", "huy chương", "đội tuyển", "giải"),
    "giai-tri": ("ca sĩ", "phim", "diễn viên", "sao", "showbiz", "nghệ sĩ", "hoa hậu", "âm nhạc"),
    "kinh-te": ("giá", "ngân hàng", "chứng khoán", "doanh nghiệp", "thị trường", "usd", "vàng", "thuế"),
    "suc-khoe": ("bệnh", "bác sĩ", "ung thư", "thuốc", "sức khỏe", "bệnh viện", "dinh dưỡng"),
    "phap-luat": ("công an", "bắt", "khởi tố", "án", "ma túy", "cướp", "tử vong", "tai nạn"),
    "giao-duc": ("học sinh", "thi", "trường", "giáo viên", "sinh viên", "đại học", "tuyển sinh"),
    "cong-nghe": ("iphone", "samsung", "facebook", "ứng dụng", "điện thoại", "android", "xe"),
    "the-gioi": ("mỹ", "trump", "nga", "trung quốc", "triều tiên", "syria", "tổng thống", "eu"),
}
"""Words by which an article is put into a section; the first section with the most of them takes it."""

OTHER_SECTION: Final = "thoi-su"
OWN_SECTION: Final = "doi-ngoai"


@dataclass(frozen=True, slots=True)
class Report:
    """A report to be served, and whether the crawl should find it."""

    title: str
    body: str = field(repr=False)
    sought: bool


@dataclass(frozen=True, slots=True)
class SimulatedWeb:
    """``pages`` are HTML by address; ``sought`` the addresses of what a perfect crawl brings.

    ``sections`` says which section of which site a report or list is of.
    """

    pages: Mapping[str, str]
    sought: frozenset[str]
    seeds: tuple[str, ...]
    sections: Mapping[str, str]


@dataclass(slots=True)
class _Article:
    report: Report
    url: str
    section: str


def simulate(reports: Sequence[Report], *, seed: int = 1, shape: Shape = SHAPES["papers"]) -> SimulatedWeb:
    """Return a web that holds each of ``reports`` once, and the lists that lead to them."""
    chance = random.Random(seed)
    pages: dict[str, str] = {}
    sections: dict[str, str] = {}
    articles: list[_Article] = []
    numbers = iter(range(100_000, 100_000 + len(reports)))
    for style, share in zip(shape.styles, _shared_out(reports, shape.styles, chance), strict=True):
        own = [_placed(report, style, next(numbers), chance, shape.mixed) for report in share]
        site = _Site(style, shape, own, chance)
        pages |= site.pages()
        sections |= site.section_of_page
        articles += own
    sought = frozenset(a.url for a in articles if a.report.sought)
    return SimulatedWeb(pages, sought, tuple(f"http://{style.host}/" for style in shape.styles), sections)


def _shared_out(
    reports: Sequence[Report], styles: Sequence[Style], chance: random.Random
) -> list[list[Report]]:
    """Deal the reports to the sites by their weights, in random order."""
    shares: list[list[Report]] = [[] for _ in styles]
    for report in chance.sample(reports, len(reports)):
        weights = [style.sought_weight if report.sought else style.weight for style in styles]
        chance.choices(shares, weights)[0].append(report)
    return shares


def _placed(report: Report, style: Style, number: int, chance: random.Random, mixed: float) -> _Article:
    section = section_of(report)
    if mixed and chance.random() < mixed:
        section = chance.choice([*CUES, OTHER_SECTION])
    elif report.sought and chance.random() < style.own_share:
        section = OWN_SECTION
    path = style.article.format(section=section, slug=_slug(report.title), number=number)
    return _Article(report, f"http://{style.host}{path}", section)


def section_of(report: Report) -> str:
    """Return the section whose words the report's title and first lines hold most."""
    tokens = re.findall(r"\w+", f"{report.title} {report.body[:300]}".lower())
    words = f" {' '.join(tokens)} "
    counts = {name: sum(words.count(f" {cue} ") for cue in cues) for name, cues in CUES.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else OTHER_SECTION


class _Site:
    """Writes the pages of one site."""

    def __init__(
        self, style: Style, shape: Shape, articles: Sequence[_Article], chance: random.Random
    ) -> None:
        self._style, self._shape, self._articles, self._chance = style, shape, articles, chance
        self._sections: dict[str, list[_Article]] = {}
        for article in articles:
            self._sections.setdefault(article.section, []).append(article)
        names = [(f"/{name}", name.replace("-", " ").capitalize()) for name in self._sections]
        self._nav = _block("nav", names)
        self._popular = self._links("doc-nhieu", chance.sample(articles, min(MOST_READ, len(articles))))
        self.section_of_page = {a.url: f"{style.host} {a.section}" for a in articles}
        self._neighbours = _Neighbours(articles) if shape.related is Related.WORDS else None

    def pages(self) -> dict[str, str]:
        """Return the site's pages by address."""
        host = self._style.host
        latest = self._links("tin-moi", self._articles[:ON_A_HOME])
        pages = {f"http://{host}/": _page(host, f"{self._nav}{latest}{self._popular}")}
        for name, members in self._sections.items():
            pages |= self._section(name, members)
            pages |= {article.url: self._article(article, members) for article in members}
        return pages

    def _article(self, article: _Article, members: Sequence[_Article]) -> str:
        aside = self._links("moi-nhat", members[:NEWEST])
        near = self._links("lien-quan", self._related(article, members))
        body = "".join(f"<p>{html.escape(line)}</p>" for line in article.report.body.split("\n") if line)
        inner = f"{self._nav}<article><h1>{html.escape(article.report.title)}</h1>{body}</article>"
        return _page(article.report.title, f"{inner}{near}{aside}{self._popular}", kind="article")

    def _section(self, name: str, members: Sequence[_Article]) -> dict[str, str]:
        """Return the pages of a section, each linking to the next."""
        pages: dict[str, str] = {}
        size = self._shape.on_a_list
        last = (len(members) - 1) // size
        for number in range(last + 1):
            path = self._style.paging.format(section=name, page=number + 1) if number else f"/{name}"
            shown = self._links("danh-sach", members[number * size : (number + 1) * size])
            following = self._style.paging.format(section=name, page=number + 2)
            paging = _block("phan-trang", [(following, "Trang sau")] if number < last else [])
            self.section_of_page[f"http://{self._style.host}{path}"] = f"{self._style.host} {name}"
            pages[f"http://{self._style.host}{path}"] = _page(
                name, f"{self._nav}{self._popular}{shown}{paging}"
            )
        return pages

    def _related(self, article: _Article, members: Sequence[_Article]) -> list[_Article]:
        """Return what an editor links to."""
        if self._shape.related is Related.NONE:
            return []
        if self._neighbours:
            return self._neighbours.of(article)
        near: list[_Article] = []
        if self._shape.related is Related.KIND:
            kind = [a for a in members if a.report.sought == article.report.sought]
            near = self._chance.sample(kind, min(RELATED // 2, len(kind)))
        return near + self._chance.sample(members, min(RELATED - len(near), len(members)))

    def _links(self, name: str, articles: Sequence[_Article]) -> str:
        shown = self._shape.shown or None
        return _block(name, [(a.url, " ".join(a.report.title.split()[:shown])) for a in articles])


class _Neighbours:
    """Finds the articles whose headlines share the rarest words with another one's."""

    def __init__(self, articles: Sequence[_Article]) -> None:
        self._holding: dict[str, list[_Article]] = {}
        for article in articles:
            for word in set(article.report.title.lower().split()):
                self._holding.setdefault(word, []).append(article)

    def of(self, article: _Article) -> list[_Article]:
        """Return the ``RELATED`` nearest articles."""
        shared: dict[str, float] = {}
        for word in set(article.report.title.lower().split()):
            for other in self._holding[word]:
                shared[other.url] = shared.get(other.url, 0.0) + 1 / len(self._holding[word])
        shared.pop(article.url)
        by_url = {a.url: a for word in article.report.title.lower().split() for a in self._holding[word]}
        return [by_url[url] for url in heapq.nlargest(RELATED, shared, key=shared.__getitem__)]


def _block(name: str, links: Sequence[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{html.escape(url)}">{html.escape(text)}</a></li>' for url, text in links)
    return f'<div class="{name}"><ul>{items}</ul></div>'


def _page(title: str, inner: str, *, kind: str = "website") -> str:
    head = f'<title>{html.escape(title)}</title><meta property="og:type" content="{kind}">'
    return f"<!doctype html><html><head>{head}</head><body>{inner}</body></html>"


def _slug(title: str) -> str:
    marked = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    plain = "".join(sign for sign in marked if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:80].strip("-")
