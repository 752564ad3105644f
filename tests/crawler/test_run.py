"""Whole crawls of a little web, each in a process of its own; the web is reached as a forward proxy."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.frontier import Frontier, frontier_path
from crawler.run import SEE_WHY, main

ROOT = Path(__file__).parents[2]
HOST = "bao.example"

SOUGHT = {
    "chu-tich-nuoc-tiep-dai-su-chao-tu-biet-100001.html": "Chủ tịch nước tiếp đại sứ chào từ biệt",
    "hai-ben-trao-doi-chuyen-tham-cap-cao-100002.html": "Hai bên trao đổi chuyến thăm cấp cao, quan hệ hữu nghị",
    "hop-tac-song-phuong-doi-ngoai-nhan-dan-100003.html": "Hợp tác song phương, đối ngoại nhân dân",
}
OTHER = {
    "gia-vang-hom-nay-tang-manh-200001.html": "Giá vàng hôm nay tăng mạnh theo thị trường",
    "doi-tuyen-thang-lon-tren-san-nha-200002.html": "Đội tuyển thắng lớn trên sân nhà",
    "mua-lon-keo-dai-o-vung-nui-200003.html": "Mưa lớn kéo dài ở vùng núi, nhiều nơi ngập",
}
NEW = "dai-su-trinh-quoc-thu-len-chu-tich-nuoc-100007.html"


def put_paper(web, html) -> None:
    """Put up a paper: home with other news first, a section with what is sought."""
    for name, title in (SOUGHT | OTHER).items():
        web.put(f"{HOST}/{name}", html(title, text=f"{title}. {title}, tin của phóng viên."))
    home = [(f"/{name}", title) for name, title in OTHER.items()]
    web.put(f"{HOST}/", html("Báo", *home, ("/doi-ngoai", "Đối ngoại")))
    web.put(f"{HOST}/doi-ngoai", html("Đối ngoại", *((f"/{name}", title) for name, title in SOUGHT.items())))


@pytest.fixture
def paper(web, html):
    put_paper(web, html)
    return web


def summary_of(job: Path) -> dict:
    return json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))


@pytest.fixture
def crawl(python):
    def run(job: Path) -> dict:
        done = python("-m", "crawler", str(job))
        assert (done.returncode, done.stderr) == (0, "")
        return summary_of(job)

    return run


def archived(job: Path) -> dict[str, object]:
    """Address -> response record headers of all archived pages."""
    found = {}
    for path in (job.parent / "archive").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    found[record.rec_headers.get_header("WARC-Target-URI")] = record.rec_headers
    return found


def articles(asked: list[str]) -> list[str]:
    return [name for a in asked if (name := a.partition("/")[2]) in SOUGHT | OTHER]


@dataclass
class Gathered:
    """Two runs of one job: what was asked and summed up in each."""

    job: Path
    asked: list[str]
    agents: set[str]
    stderr: str
    summary: dict
    asked_again: list[str]
    summary_again: dict


FEED = f'<feed><entry><link href="http://{HOST}/tu-feed-400001.html"/></entry></feed>'
INDEX = "".join(f"<sitemap><loc>http://{HOST}/{name}.xml</loc></sitemap>" for name in ("news", "tags"))
NEWS = (
    f"<urlset><url><loc>http://{HOST}/tu-sitemap-400002.html</loc><title>Tựa</title>"
    "<publication_date>2026-03-04</publication_date></url>"
    f"<url><loc>http://elsewhere.example/{NEW}</loc></url></urlset>"
)


@pytest.fixture(scope="module")
def gathered(module_web, module_job_file, html, python) -> Gathered:
    """Crawl a paper with everything twice; between the runs a new report appears in a section."""
    web = module_web
    put_paper(web, html)
    web.put(f"{HOST}/robots.txt", f"User-agent: *\nDisallow: /cam/\nSitemap: http://{HOST}/index.xml\n")
    more = ("/cam/tin-mat-300001.html", "/cu-300002.html", "/ra-ngoai-300003.html", "/vao-trong-300004.html")
    head = '<link rel="alternate" type="application/atom+xml" href="/atom">'
    home = [*((f"/{name}", title) for name, title in OTHER.items()), ("/doi-ngoai", "Đối ngoại")]
    web.put(f"{HOST}/", html("Báo", *home, *((path, "Tin") for path in more), head=head))
    for path, goal in (
        ("/cu-300002.html", "/toi-300005.html"),
        ("/ra-ngoai-300003.html", f"http://tin.example/{NEW}"),
        ("/vao-trong-300004.html", f"http://192.168.0.1/{NEW}"),
    ):
        web.put(f"{HOST}{path}", status=302, headers=(("Location", goal),))
    web.put(f"{HOST}/atom", FEED)
    web.put(f"{HOST}/index.xml", f"<sitemapindex>{INDEX}</sitemapindex>")
    web.put(f"{HOST}/news.xml", NEWS)
    for path in (
        "/toi-300005.html",
        "/tu-feed-400001.html",
        "/tu-sitemap-400002.html",
        "/cam/tin-mat-300001.html",
    ):
        web.put(f"{HOST}{path}", html("Tin khác"))
    job = module_job_file(f"http://{HOST}/", sites='["192.168.0.1"]')

    first = python("-m", "crawler", str(job))
    assert first.returncode == 0, first.stderr
    asked, summary = [*web.asked], summary_of(job)
    web.asked.clear()
    web.put(f"{HOST}/{NEW}", html("Đại sứ trình quốc thư"))
    web.put(
        f"{HOST}/doi-ngoai",
        html("Đối ngoại", (f"/{NEW}", "Đại sứ"), *((f"/{n}", t) for n, t in SOUGHT.items())),
    )
    second = python("-m", "scrapy", "crawl", "news", "-a", f"job={job}")
    assert (second.returncode, second.stderr) == (0, "")
    return Gathered(job, asked, web.agents, first.stderr, summary, [*web.asked], summary_of(job))


def test_what_is_sought_is_fetched_first(gathered):
    assert set(articles(gathered.asked)[:3]) == set(SOUGHT)
    assert sorted(articles(gathered.asked)) == sorted(SOUGHT | OTHER)


def test_every_report_is_archived_with_its_score(gathered):
    pages = archived(gathered.job)

    scores = {
        n: float(pages[f"http://{HOST}/{n}"].get_header("WARC-Tinsach-Relevance")) for n in SOUGHT | OTHER
    }
    assert min(scores[name] for name in SOUGHT) > max(scores[name] for name in OTHER)


def test_score_band_and_terms_of_every_report_are_in_the_frontier(gathered):
    db = sqlite3.connect(frontier_path(gathered.job.parent / "archive"))
    rows = db.execute("SELECT key, score, band, terms FROM address WHERE band IS NOT NULL").fetchall()
    db.close()

    bands = {key.rpartition("/")[2]: band for key, _, band, _ in rows}
    assert bands.keys() >= {*SOUGHT, *OTHER}
    assert all(bands[name] != "off_topic" for name in SOUGHT)
    assert all(isinstance(score, float) for _, score, _, _ in rows)
    title = next(name for name in SOUGHT if "chu-tich-nuoc-tiep" in name)
    terms = next(terms for key, _, _, terms in rows if key.endswith(title)).split(", ")
    assert "đại sứ" in terms
    assert all(term in SOUGHT[title].lower() and len(term.split()) <= 2 for term in terms)


def test_lists_are_not_archived(gathered):
    assert not {f"http://{HOST}/", f"http://{HOST}/doi-ngoai"} & set(archived(gathered.job))


def test_feeds_and_the_sitemaps_of_robots_lead_to_reports(gathered):
    assert {f"http://{HOST}/tu-feed-400001.html", f"http://{HOST}/tu-sitemap-400002.html"} <= set(
        archived(gathered.job)
    )
    assert f"{HOST}/tags.xml" not in gathered.asked


def test_what_a_sitemap_says_of_a_report_is_archived_with_it(gathered):
    about = archived(gathered.job)[f"http://{HOST}/tu-sitemap-400002.html"]

    assert about.get_header("WARC-Tinsach-Listed-Title") == "Tựa"
    assert about.get_header("WARC-Tinsach-Listed-Published") == "2026-03-04"


def test_what_robots_forbids_is_not_fetched(gathered):
    assert f"{HOST}/cam/tin-mat-300001.html" not in gathered.asked


def test_redirects_are_followed_on_the_sites_only(gathered):
    assert f"http://{HOST}/toi-300005.html" in archived(gathered.job)
    assert {address.partition("/")[0] for address in gathered.asked} == {HOST}


def test_the_summary_counts_what_came_of_every_address(gathered):
    counted = ("fetched", "lists", "archived", "denied_by_robots", "errors", "waiting", "parser_errors")
    assert {name: gathered.summary[name] for name in counted} == {
        "fetched": 14,
        "lists": 5,
        "archived": 9,
        "denied_by_robots": 1,
        "errors": 1,
        "waiting": 0,
        "parser_errors": 0,
    }
    assert gathered.summary["on_topic"] >= len(SOUGHT)
    assert gathered.summary["on_topic"] + gathered.summary["off_topic"] == 9
    assert gathered.summary["failures"] == {"denied_by_robots": 1, "refused_address": 1}
    examples = {
        "denied_by_robots": f"{HOST}/cam/tin-mat-300001.html",
        "refused_address": f"192.168.0.1/{NEW}",
    }
    causes = [cause for of_host in gathered.summary["causes"].values() for cause in of_host]
    assert {cause["reason"]: cause["example"] for cause in causes} == {
        reason: f"http://{address}" for reason, address in examples.items()
    }
    assert gathered.summary["hosts"][HOST]["fetched"] == 14
    assert [Path(name).suffixes for name in gathered.summary["files"]] == [[".warc", ".gz"]]


def test_a_crawl_is_quiet_and_gives_its_contact(gathered):
    assert gathered.stderr == ""
    assert gathered.agents == {"tinsach (+we@example.org)"}


def test_a_second_run_by_scrapy_itself_polls_lists_and_fetches_only_what_is_new(gathered):
    fetched = [a.removeprefix(HOST) for a in gathered.asked_again if not a.endswith("robots.txt")]

    assert sorted(fetched) == sorted(["/", "/doi-ngoai", "/atom", "/index.xml", "/news.xml", f"/{NEW}"])
    assert gathered.summary_again["archived"] == 1


def test_the_page_cap_holds_and_the_next_run_goes_on(paper, job_file, crawl):
    job = job_file(f"http://{HOST}/", max_pages=5)

    assert crawl(job)["waiting"] > 0
    assert len(paper.fetched()) == 5
    assert crawl(job)["waiting"] == 0
    assert sorted(articles(paper.asked)) == sorted(SOUGHT | OTHER)


def test_a_crawl_killed_between_any_pages_loses_nothing(paper, job_file, crawl):
    job = job_file(f"http://{HOST}/")
    for stop in (2, 4):
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler", str(job)], cwd=ROOT, stderr=subprocess.DEVNULL
        )

        def kill(_address: str, process: subprocess.Popen = process, stop: int = stop) -> None:
            if len(set(articles(paper.asked))) >= stop:
                os.kill(process.pid, signal.SIGKILL)

        paper.on_request = kill
        assert process.wait(30) == -signal.SIGKILL
        paper.on_request = None

    assert crawl_after_a_kill(job) == 0

    assert set(archived(job)) == {f"http://{HOST}/{name}" for name in SOUGHT | OTHER}
    assert not list((job.parent / "archive").glob("*.open"))
    assert sum(articles(paper.asked).count(name) for name in SOUGHT | OTHER) <= len(SOUGHT | OTHER) + 2
    db = sqlite3.connect(frontier_path(job.parent / "archive"))
    states = dict(db.execute("SELECT state, COUNT(*) FROM address GROUP BY state"))
    db.close()
    assert states == {"done": 8}


def crawl_after_a_kill(job: Path) -> int:
    command = [sys.executable, "-m", "crawler", str(job)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.count("recovered") == done.stderr.count("\n") == 1
    return done.returncode


def section(*names: str) -> str:
    """A section whose teasers are paragraphs side by side, so that it could pass for a report."""
    teaser = "Một đoạn dẫn đủ dài để được tính là chữ chạy của một bản tin, đứng ngay trong mục này mà thôi."
    return f"<html><body>{''.join(f'<p>{teaser} Tin {n}.</p>' for n in names)}" + (
        "".join(f'<a href="/{n}">Tin</a>' for n in names) + "</body></html>"
    )


@pytest.mark.parametrize("seed", ["muc-c46", ""])
def test_a_section_that_reads_as_a_report_is_asked_again(web, job_file, crawl, html, seed):
    old, new = [f"tin-10000{n}.html" for n in range(4)], [f"tin-20000{n}.html" for n in range(4)]
    for name in (*old, *new):
        web.put(f"{HOST}/{name}", html("Tin"))
    web.put(f"{HOST}/", html("Báo", ("/muc-c46", "Mục")))
    web.put(f"{HOST}/muc-c46", section(*old))
    job = job_file(f"http://{HOST}/{seed}")
    crawl(job)
    web.put(f"{HOST}/muc-c46", section(*old, *new))
    web.asked.clear()

    crawl(job)

    assert {f"{HOST}/{name}" for name in new} <= set(web.asked)


def test_loopback_is_refused_without_the_exemption(web, job_file, python, html):
    web.put("127.0.0.1/", html("Báo"))
    job = job_file(web.proxy + "/", proxy=None, allow_loopback="false", delay=1)

    done = python("-m", "crawler", str(job))

    assert done.returncode == 3
    assert done.stderr == (
        f"tinsach: {job}: nothing could be fetched: refused_address (1);"
        " addresses of this machine need allow_loopback = true in [crawl]\n"
    )
    assert web.asked == []


def test_loopback_is_crawled_directly_with_the_exemption(web, job_file, crawl, html):
    web.put("127.0.0.1/", html("Báo", ("/tin-100001.html", "Tin")))
    web.put("127.0.0.1/tin-100001.html", html("Tin"))

    assert crawl(job_file(web.proxy + "/", proxy=None))["archived"] == 1


def test_a_dead_proxy_means_nothing_could_be_done(job_file, python):
    job = job_file(f"http://{HOST}/", proxy='"http://127.0.0.1:9"')

    done = python("-m", "crawler", str(job))

    assert done.returncode == 3
    assert done.stderr == f"tinsach: {job}: nothing could be fetched: robots_unreachable (1){SEE_WHY}\n"


def test_samples_that_cannot_be_used_are_a_usage_error_in_one_line(job_file, python):
    job = job_file(f"http://{HOST}/")
    (job.parent / "samples" / "one.txt").write_text("...", "utf-8")

    done = python("-m", "crawler", str(job))

    assert (done.returncode, done.stderr) == (
        2,
        f"tinsach: {job.parent / 'samples'}: no sample holds a word\n",
    )


def test_a_second_crawl_of_the_same_archive_leaves_at_once(job_file, capsys):
    job = job_file(f"http://{HOST}/")
    path = frontier_path(job.parent / "archive")

    with Frontier(path):
        assert main([str(job)]) == 75

    assert capsys.readouterr().err == f"tinsach: {path}: another crawl works on this archive\n"


def test_a_wrong_job_is_a_usage_error_in_one_line(job_file, capsys):
    job = job_file(f"http://{HOST}/", max_page=1)

    assert main([str(job)]) == 2

    message = capsys.readouterr().err
    assert "max_page" in message
    assert message.count("\n") == 1


def test_scrapy_lists_the_spider(python):
    assert python("-m", "scrapy", "list").stdout == "news\n"


def test_scrapy_names_a_missing_job_in_one_line(python):
    done = python("-m", "scrapy", "crawl", "news")

    assert done.returncode != 0
    assert done.stderr == "the spider needs a job file: scrapy crawl news -a job=JOB.toml\n"
