"""The hacked mirror: re-posts of reports with a gambling keyword injected, and pure betting pages.

The keyword stands in the headline between lenticular brackets and once in the lead, glued to the headline
without its spaces where a space used to be; below the text come a foreign editor's crumb and a list of links
in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from tinsach.demo.content import Story, data, stories
from tinsach.demo.pages import Kind, Page, article, page, unwanted

KEY = "guong"
MAX_GLUED = 44
"""Letters of the headline that are glued into the lead: such pages cut it, often inside a word."""
LINKS = 17


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the link list: its title has nothing to do with where it leads."""

    title: str
    path: str


def pages() -> Iterator[Page]:
    """Yield every page of the site."""
    own = stories(KEY)
    titles = data("spam.toml")["links"]
    portals = data("spam.toml")["portal"]
    yield page(KEY, "/", kind=Kind.HOME, template=f"{KEY}/home.html", stories=own, portals=portals)
    paths = [*(portal["path"] for portal in portals), *(story.path for story in own)]
    yield from (_article(story, titles, paths=paths, place=place) for place, story in enumerate(own))
    for portal in portals:
        yield page(KEY, portal["path"], kind=Kind.SPAM, template=f"{KEY}/portal.html", portal=portal)


def headline(story: Story) -> str:
    """Return the headline as the mirror shows it."""
    keyword = story.injection.keyword if story.injection else ""
    return f"【{keyword}】{story.title}"


def injected_lead(story: Story) -> str:
    """Return the lead with the keyword in place of the space after its first comma."""
    before, comma, after = story.lead.partition(", ")
    if not comma:
        raise ValueError(f"the lead of {story.id} has no comma to inject after")
    return f"{before},{_injected(story)} {after}"


def crumb(story: Story) -> str:
    """Return the foreign editor's crumb below the text."""
    return f"(责任编辑:{story.injection.category if story.injection else ''})"


def _injected(story: Story) -> str:
    glued = "".join(char for char in story.title if char.isalnum())[:MAX_GLUED]
    return glued + (story.injection.keyword if story.injection else "")


def _article(story: Story, titles: Sequence[str], *, paths: Sequence[str], place: int) -> Page:
    start = place * 5 % len(titles)
    turned = [*titles[start:], *titles[:start]][:LINKS]
    links = [Link(title, path) for title, path in zip(turned, cycle(paths))]
    keyword = headline(story).removesuffix(story.title)
    noise = (
        *unwanted("spam", keyword, _injected(story), crumb(story)),
        *unwanted("related", *(f"- ·{title}" for title in turned)),
    )
    context = {"headline": headline(story), "lead": injected_lead(story), "crumb": crumb(story)}
    return article(story, f"{KEY}/article.html", noise=noise, links=links, **context)
