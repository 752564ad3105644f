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
    ("declared", "is_believed"),
    [
        (OWN, True),
        ("https://bao-thu.vn/print/100001", False),  # the print page of it: an address nobody follows
        ("https://bao-thu.vn/in/100001", False),  # the page itself
        ("https://bao-thu.vn/doi-ngoai", False),
        (OWN.replace("100001", "100002"), False),
        ("", False),
        ("https://[", False),
    ],
)
def test_a_page_is_known_by_another_address_only_where_that_is_a_report_s(declared, is_believed):
    assert own_address(declared, "https://bao-thu.vn/in/100001") == (declared if is_believed else None)


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
        frontier.finish(flying.key, Outcome(State.DONE, 200, band="on_topic"))

        assert frontier.has_read(OWN, by="")
        assert frontier.counts() == {"done": 1}


@pytest.mark.parametrize(
    ("outcome", "is_read"),
    [
        (Outcome(State.DONE, 200, None, 0.5, "on_topic"), True),
        (Outcome(State.DONE, 304, "unchanged"), True),
        (Outcome(State.DONE, 200, "opted_out_noindex"), True),
        (Outcome(State.DONE, 200), False),  # a list
        (Outcome(State.DONE, reason="redirected"), False),
        (Outcome(State.DONE, reason="dropped"), False),
        (Outcome(State.FAILED, 404, "http_404"), False),
    ],
)
def test_only_a_report_that_was_read_makes_another_page_its_mirror(tmp_path, outcome, is_read):
    with Frontier(tmp_path / "f.sqlite") as frontier:
        frontier.add(Target(OWN, OWN, "article", "parse"))
        frontier.pop()
        frontier.finish(OWN, outcome)

        assert frontier.has_read(OWN, by="https://bao-thu.vn/in/100001") is is_read


def test_an_address_that_led_elsewhere_is_known_once_a_mirror_of_it_is_archived(tmp_path):
    mirror = "https://edition.bao-thu.vn/100001.html"
    with Frontier(tmp_path / "f.sqlite") as frontier:
        frontier.add(Target(OWN, OWN, "article", "parse"))
        frontier.pop()
        frontier.finish(OWN, Outcome(State.DONE, reason="redirected"))
        frontier.settle(Target(OWN, OWN, "article", "parse", referrer=mirror))

        assert frontier.has_read(OWN, by="https://bao-thu.vn/in/100001")
        assert not frontier.has_read(OWN, by=mirror)


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


def test_a_report_whose_own_address_redirects_to_it_is_archived_once(web, html, job_file, python):
    own, shown = f"{HOST}/doi-ngoai/{SLUG}-100001.html", f"edition.{HOST}/doi-ngoai/{SLUG}-100001.html"
    page = html("Đại sứ thăm làng chài", head=f'<link rel="canonical" href="http://{own}">')
    links = [(f"http://{own}", "Đại sứ thăm làng chài"), ("/in/xem-100001.html", "Bản in")]
    web.put(f"{HOST}/", html("Báo", *links))
    web.put(own, status=302, headers=(("Location", f"http://{shown}"),))
    web.put(shown, page)
    web.put(f"{HOST}/in/xem-100001.html", page)

    done = python("-m", "crawler", str(path := job_file(f"http://{HOST}/")))

    summary = json.loads((path.parent / "archive" / "crawl.json").read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert web.count(shown) == 1
    assert summary["archived"] == 1


def ends(archive: Path) -> dict[str, int]:
    db = sqlite3.connect(frontier_path(archive))
    counts = dict(db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))
    db.close()
    return counts
