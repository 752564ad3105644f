"""What a page says of its own address, and when that is believed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from crawler.frontier import Frontier, frontier_path
from crawler.mirrors import own_address
from crawler.page import read_page
from crawler.target import Outcome, State, Target

HOST = "bao-thu.vn"
SLUG = "dai-su-tham-lang-chai-ven-bien"
OWN = f"https://bao-thu.vn/doi-ngoai/{SLUG}-100001.html"


@pytest.mark.parametrize(
    "mirror",
    [
        "https://bao-thu.vn/print/100001.html",
        "https://tacnghiep.bao-thu.vn/tin/100001.aspx",
        f"https://bao-thu.vn/in/{SLUG}.htm",
        "https://bao-thu.vn/xem?id=100001",
    ],
)
def test_a_mirror_with_the_number_or_headline_of_the_article_is_believed(mirror):
    assert own_address(OWN, mirror) == OWN


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        (OWN, OWN),
        (OWN, OWN.replace("https://", "http://m.")),  # the same in canonical form
        ("https://khac.vn/tin-100001.html", "https://bao-thu.vn/print/100001.html"),
        ("https://bao-thu.vn/", "https://bao-thu.vn/print/100001.html"),
        ("https://bao-thu.vn/doi-ngoai", "https://bao-thu.vn/print/100001.html"),
        (OWN, "https://bao-thu.vn/doi-ngoai/ngu-dan-don-mua-bien-moi-200002.html"),
        (
            "https://bao-thu.vn/2026/03/mot-tin-khac-han-tin-kia.html",
            "https://bao-thu.vn/2026/03/tin-nay.html",
        ),
        ("", OWN),
        ("https://[", OWN),
    ],
)
def test_a_word_that_names_another_page_is_not_believed(declared, url):
    assert own_address(declared, url) is None


def test_a_page_tells_the_address_it_calls_its_own():
    page = read_page('<link rel="Canonical" href="/a-1.html"><p>x</p>', "https://bao-thu.vn/print/1")

    assert page.canonical == "https://bao-thu.vn/a-1.html"


def test_an_address_settled_by_its_mirror_is_not_fetched_and_the_mirror_may_change(tmp_path):
    mirror = "https://bao-thu.vn/print/100001.html"
    with Frontier(tmp_path / "f.sqlite") as frontier:
        frontier.add(Target(OWN, OWN, "article", "parse"))
        frontier.settle(Target(OWN, OWN, "article", "parse", referrer=mirror))

        assert frontier.pop() is None
        assert not frontier.add(Target(OWN, OWN, "article", "parse"))
        assert frontier.has_read(OWN, by="https://bao-thu.vn/in/100001")
        assert not frontier.has_read(OWN, by=mirror)


def test_an_address_in_flight_is_not_settled(tmp_path):
    with Frontier(tmp_path / "f.sqlite") as frontier:
        frontier.add(Target(OWN, OWN, "article", "parse"))
        flying = frontier.pop()
        frontier.settle(Target(OWN, OWN, "article", "parse", referrer="https://bao-thu.vn/print/100001"))
        frontier.finish(flying.key, Outcome(State.DONE, 200))

        assert frontier.has_read(OWN, by="")
        assert frontier.counts() == {"done": 1}


def test_a_report_and_its_mirrors_are_archived_once(web, html, job_file, python):
    own = f"{HOST}/doi-ngoai/{SLUG}-100001.html"
    mirrors = ["xem/xem-100001.html", "in/xem-100001.html"]
    links = [(f"/{path}", "Đại sứ thăm làng chài ven biển") for path in mirrors]
    head = f'<link rel="canonical" href="http://{own}">'
    body = "Đại sứ chào từ biệt, hai bên trao đổi về quan hệ hữu nghị và hợp tác song phương."
    web.put(f"{HOST}/", html("Báo", *links, (f"http://{own}", "Đại sứ thăm làng chài")))
    for path in (*(f"{HOST}/{m}" for m in mirrors), own):
        web.put(path, html("Đại sứ thăm làng chài", text=body, head=head))

    done = python("-m", "crawler", str(path := job_file(f"http://{HOST}/")))

    summary = json.loads((path.parent / "archive" / "crawl.json").read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert summary["archived"] == 1
    assert ends(path.parent / "archive") == {"done": 4}


def ends(archive: Path) -> dict[str, int]:
    db = sqlite3.connect(frontier_path(archive))
    counts = dict(db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))
    db.close()
    return counts
