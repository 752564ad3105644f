"""A simulated news web over given reports: homes, sections, paging, related links, dead ends.

Sites differ as real ones do: one names what is sought in a section of its own, one hides it among other
news, one gives articles numbers for addresses, one has nothing of it at all. Everything follows from the
reports and the seed.
"""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

ON_A_LIST: Final = 20
"""Reports on one page of a section, as most papers show."""

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
class Style:
    """How a site is made. ``own_share``: share of what is sought that stands in a section of its own."""

    host: str
    weight: float
    sought_weight: float
    own_share: float
    article: str
    paging: str


STYLES: Final = (
    Style("tin-nhanh.example", 3, 3, 0.0, "/{section}/{slug}-{number}.html", "/{section}/trang-{page}"),
    Style("doi-ngoai.example", 1, 4, 0.7, "/{slug}-post{number}.html", "/{section}?page={page}"),
    Style("so-hieu.example", 2, 2, 0.3, "/{section}/{number}.aspx", "/{section}/p{page}"),
    Style("tinh-nha.example", 2, 0.7, 0.0, "/{section}/{slug}-d{number}.html", "/{section}-p{page}.html"),
    Style("the-thao.example", 2, 0, 0.0, "/{slug}-{number}.html", "/{section}/trang-{page}.html"),
)


@dataclass(frozen=True, slots=True)
class SimulatedWeb:
    """``pages`` are HTML by address; ``sought`` the addresses of what a perfect crawl brings."""

    pages: Mapping[str, str]
    sought: frozenset[str]
    seeds: tuple[str, ...]


@dataclass(slots=True)
class _Article:
    report: Report
    url: str
    section: str
    host: str


def simulate(reports: Sequence[Report], *, seed: int = 1) -> SimulatedWeb:
    """Return a web that holds each of ``reports`` once, and the lists that lead to them."""
    chance = random.Random(seed)
    pages: dict[str, str] = {}
    articles: list[_Article] = []
    numbers = iter(range(100_000, 100_000 + len(reports)))
    for style, share in zip(STYLES, _shared_out(reports, chance), strict=True):
        own = [_placed(report, style, next(numbers), chance) for report in share]
        pages |= _site(style, own, chance)
        articles += own
    sought = frozenset(a.url for a in articles if a.report.sought)
    return SimulatedWeb(pages, sought, tuple(f"http://{style.host}/" for style in STYLES))


def _shared_out(reports: Sequence[Report], chance: random.Random) -> list[list[Report]]:
    """Deal the reports to the sites by their weights, in random order."""
    shares: list[list[Report]] = [[] for _ in STYLES]
    for report in chance.sample(reports, len(reports)):
        weights = [style.sought_weight if report.sought else style.weight for style in STYLES]
        chance.choices(shares, weights)[0].append(report)
    return shares


def _placed(report: Report, style: Style, number: int, chance: random.Random) -> _Article:
    section = section_of(report)
    if report.sought and chance.random() < style.own_share:
        section = OWN_SECTION
    path = style.article.format(section=section, slug=_slug(report.title), number=number)
    return _Article(report, f"http://{style.host}{path}", section, style.host)


def section_of(report: Report) -> str:
    """Return the section whose words the report's title and first lines hold most."""
    tokens = re.findall(r"\w+", f"{report.title} {report.body[:300]}".lower())
    words = f" {' '.join(tokens)} "
    counts = {name: sum(words.count(f" {cue} ") for cue in cues) for name, cues in CUES.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else OTHER_SECTION


def _site(style: Style, articles: Sequence[_Article], chance: random.Random) -> dict[str, str]:
    sections: dict[str, list[_Article]] = {}
    for article in articles:
        sections.setdefault(article.section, []).append(article)
    nav = _block("nav", [(f"/{name}", name.replace("-", " ").capitalize()) for name in sections])
    popular = _links("doc-nhieu", chance.sample(articles, min(MOST_READ, len(articles))))
    latest = _links("tin-moi", articles[:ON_A_HOME])
    pages = {f"http://{style.host}/": _page(style.host, f"{nav}{latest}{popular}")}
    for name, members in sections.items():
        pages |= _section(style, name, members, f"{nav}{popular}")
        for article in members:
            aside = _links("moi-nhat", members[:NEWEST])
            near = _links("lien-quan", _related(article, members, articles, chance))
            body = "".join(f"<p>{html.escape(line)}</p>" for line in article.report.body.split("\n") if line)
            inner = f"{nav}<article><h1>{html.escape(article.report.title)}</h1>{body}</article>"
            pages[article.url] = _page(article.report.title, f"{inner}{near}{aside}{popular}", kind="article")
    return pages


def _section(style: Style, name: str, members: Sequence[_Article], frame: str) -> dict[str, str]:
    """Return the pages of a section, each linking to the next."""
    pages: dict[str, str] = {}
    last = (len(members) - 1) // ON_A_LIST
    for number in range(last + 1):
        path = style.paging.format(section=name, page=number + 1) if number else f"/{name}"
        shown = _links("danh-sach", members[number * ON_A_LIST : (number + 1) * ON_A_LIST])
        following = style.paging.format(section=name, page=number + 2)
        paging = _block("phan-trang", [(following, "Trang sau")] if number < last else [])
        pages[f"http://{style.host}{path}"] = _page(name, f"{frame}{shown}{paging}")
    return pages


def _related(
    article: _Article, members: Sequence[_Article], articles: Sequence[_Article], chance: random.Random
) -> list[_Article]:
    """Return what an editor links to: half of the same kind, the rest of the section."""
    kind = [a for a in articles if a.report.sought == article.report.sought and a.section == article.section]
    near = chance.sample(kind, min(RELATED // 2, len(kind)))
    return near + chance.sample(members, min(RELATED - len(near), len(members)))


def _links(name: str, articles: Sequence[_Article]) -> str:
    return _block(name, [(a.url, a.report.title) for a in articles])


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
