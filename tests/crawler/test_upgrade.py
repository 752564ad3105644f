"""Frontier files of older versions: nothing in them is lost, and the crawl goes on from them."""

from __future__ import annotations

import json
import sqlite3

import pytest

from crawler.frontier import Frontier, frontier_path
from crawler.schema import VERSION, FrontierError
from crawler.target import Target

HOST = "bao.example"
HOME, SECTION = f"http://{HOST}/", f"http://{HOST}/doi-ngoai"
READ, WAITING, IN_FLIGHT, NEW = (f"http://{HOST}/tin-doi-ngoai-10000{n}.html" for n in range(1, 5))
THEN = "2026-01-05T08:00:00+00:00"

TABLES = """
CREATE TABLE address (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, host TEXT NOT NULL,
    kind TEXT NOT NULL, state TEXT NOT NULL, callback TEXT NOT NULL, priority INTEGER NOT NULL,
    depth INTEGER NOT NULL, referrer TEXT, meta TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL DEFAULT 0, status INTEGER, reason TEXT, score REAL, {stamp}
    found_at TEXT NOT NULL, fetched_at TEXT
);
CREATE INDEX waiting ON address (host, priority DESC, seq) WHERE state = 'waiting';
CREATE INDEX in_flight ON address (state) WHERE state = 'in_flight';
CREATE TABLE run (number INTEGER PRIMARY KEY, started_at TEXT NOT NULL);
"""
MEMO = "CREATE TABLE memo (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
LEADS = """
CREATE TABLE leads_to (
    parent TEXT NOT NULL, list TEXT NOT NULL, PRIMARY KEY (parent, list)
) WITHOUT ROWID;
"""
STAMP = "stamp TEXT,"
OLD = {
    "1": (1, TABLES.format(stamp="")),
    "2, the first days": (2, TABLES.format(stamp="") + MEMO),
    "2": (2, TABLES.format(stamp=STAMP) + MEMO + LEADS),
}
"""The tables as the program of each version made them."""

ROWS = [
    (HOME, "poll", "done", None, {"kind": "poll"}),
    (SECTION, "list", "done", 0.0312, {"kind": "list", "of_list": True}),
    (READ, "article", "done", 0.41, {"kind": "article", "text": "Tin"}),
    (WAITING, "article", "waiting", None, {"kind": "article", "text": "Tin đợi"}),
    (IN_FLIGHT, "article", "in_flight", None, {"kind": "article"}),
]


@pytest.fixture(params=OLD)
def old(request, tmp_path):
    """Write a file of an older version, as a killed crawl left it; return its path."""
    version, tables = OLD[request.param]
    path = frontier_path(tmp_path / "archive")
    path.parent.mkdir(parents=True)
    db = sqlite3.connect(path)
    db.executescript(tables)
    for key, kind, state, score, meta in ROWS:
        https = key.replace("http:", "https:")
        fetched = None if state == "waiting" else THEN
        db.execute(
            "INSERT INTO address (key, url, host, kind, state, callback, priority, depth, meta, attempts, run,"
            " score, found_at, fetched_at) VALUES (?, ?, ?, ?, ?, 'parse', 7, 1, ?, 1, 1, ?, ?, ?)",
            (https, key, HOST, kind, state, json.dumps(meta), score, THEN, fetched),
        )
    db.execute("INSERT INTO run VALUES (1, ?)", (THEN,))
    db.execute("UPDATE address SET run = 0, attempts = 0 WHERE state = 'waiting'")
    if MEMO in tables:
        db.execute("INSERT INTO memo VALUES ('guide', 'what an older program learned')")
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    return path


def rows(path, columns):
    db = sqlite3.connect(path)
    found = db.execute(f"SELECT {columns} FROM address ORDER BY seq").fetchall()
    db.close()
    return found


KEPT = (
    "seq, key, url, host, kind, callback, priority, depth, referrer, meta, attempts, status, score, found_at"
)


def test_every_row_of_an_older_file_is_kept_as_it_was(old):
    before, states = rows(old, KEPT), [state for (state,) in rows(old, "state")]

    Frontier(old).close()

    assert rows(old, KEPT) == before
    assert [state for (state,) in rows(old, "state")] == [s.replace("in_flight", "waiting") for s in states]
    db = sqlite3.connect(old)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert db.execute("SELECT started_at FROM run WHERE number = 1").fetchone() == (THEN,)
    db.close()


def test_an_older_file_has_all_columns_of_a_new_one(old, tmp_path):
    Frontier(tmp_path / "new.sqlite").close()
    Frontier(old).close()

    def tables(path):
        db = sqlite3.connect(path)
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master ORDER BY name")]
        columns = {(c[1], c[2]) for c in db.execute("PRAGMA table_info(address)")}
        db.close()
        return names, columns

    assert tables(old) == tables(tmp_path / "new.sqlite")


def test_reports_scored_before_bands_were_kept_get_theirs_once(old):
    judged = []

    def band(score):
        judged.append(score)
        return "on_topic"

    for _ in range(2):
        with Frontier(old) as frontier:
            frontier.judge(band)

    assert judged == [0.41]
    assert [band for (band,) in rows(old, "band")] == [None, None, "on_topic", None, None]
    with Frontier(old) as frontier:
        assert frontier.has_read(READ.replace("http:", "https:"), "https://bao.example/in/1")


@pytest.fixture
def site(web, html):
    for address in (READ, WAITING, IN_FLIGHT, NEW):
        web.put(
            address.removeprefix("http://"), html("Đại sứ chào từ biệt", text="Chủ tịch nước tiếp đại sứ.")
        )
    web.put(f"{HOST}/", html("Báo", ("/doi-ngoai", "Đối ngoại")))
    links = [(address.removeprefix(f"http://{HOST}"), "Đại sứ") for address in (READ, NEW)]
    web.put(f"{HOST}/doi-ngoai", html("Đối ngoại", *links))
    return web


def test_a_crawl_goes_on_from_an_older_file(old, site, job_file, python):
    changed = f"<urlset><url><loc>{READ}</loc><lastmod>2026-01-01</lastmod></url></urlset>"
    site.put(f"{HOST}/map.xml", changed)
    job = job_file(HOME, f"{HOME}map.xml")

    done = python("-m", "crawler", str(job))

    assert (done.returncode, done.stderr) == (0, "")
    fetched = sorted(f"http://{address}" for address in site.fetched())
    assert fetched == sorted([HOME, f"{HOME}map.xml", SECTION, WAITING, IN_FLIGHT, NEW])
    assert dict(rows(old, "url, band"))[READ] is not None
    assert {state for (state,) in rows(old, "state")} == {"done"}

    site.put(f"{HOST}/map.xml", changed.replace("2026-01-01", "2026-01-06"))
    site.asked.clear()
    assert python("-m", "crawler", str(job)).returncode == 0
    assert site.count(READ.removeprefix("http://")) == 1


def test_a_file_of_version_4_believes_its_lists_as_a_new_one_does(tmp_path):
    path = tmp_path / "frontier.sqlite"
    Frontier(path).close()
    with sqlite3.connect(path) as db:
        db.executescript("DROP TABLE revisit; DROP TABLE trust; PRAGMA user_version = 4;")
        kept = "'done', 'parse', 0, 0, ?, '{}', json_object('fetched_at', ?), ?, ?"
        columns = "key, url, host, kind, state, callback, priority, depth, referrer, meta, stamp"
        db.execute(
            f"INSERT INTO address ({columns}, found_at, fetched_at) VALUES (?, ?, ?, 'article', {kept})",
            (READ, READ, HOST, HOME, THEN, THEN, THEN),
        )
    db.close()
    listed = {"listed": {"modified": "2026-01-06"}}

    with Frontier(path) as frontier:
        assert frontier.add(Target(READ, READ, "article", "parse", referrer=HOME, meta=listed))
        assert frontier.pop().key == READ


def test_a_file_of_a_later_version_is_refused(old):
    db = sqlite3.connect(old)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.commit()
    db.close()

    with pytest.raises(FrontierError, match=f"is of version {VERSION + 1}, this program knows {VERSION}"):
        Frontier(old)
