"""Why addresses brought nothing: the most frequent causes of a host, each with an address."""

from __future__ import annotations

from dataclasses import astuple

from crawler.causes import MAX_CAUSES, MAX_COUNTED, MAX_HOSTS, Causes
from tinsach.run import MAX_HOSTS_TOLD, crawled_lines


def test_the_most_frequent_cause_comes_first_with_its_first_address():
    causes = Causes()
    causes.add("https://a.vn/1", "http_404")
    for number in range(3):
        causes.add(f"https://a.vn/cham-{number}", "DownloadTimeoutError")
    causes.add("https://b.vn/2", "http_404")

    assert {host: [astuple(cause) for cause in most] for host, most in causes.by_host().items()} == {
        "a.vn": [("DownloadTimeoutError", 3, "https://a.vn/cham-0"), ("http_404", 1, "https://a.vn/1")],
        "b.vn": [("http_404", 1, "https://b.vn/2")],
    }
    assert causes.by_reason() == {"DownloadTimeoutError": 3, "http_404": 2}


def test_what_is_told_is_bounded_and_what_is_counted_is_not():
    causes = Causes()
    for host in range(MAX_HOSTS + 5):
        for reason in range(MAX_CAUSES + 2):
            causes.add(f"https://bao-{host}.vn/", f"http_{400 + reason}")

    told = causes.by_host()
    assert len(told) == MAX_HOSTS
    assert {len(most) for most in told.values()} == {MAX_CAUSES}
    assert sum(causes.by_reason().values()) == (MAX_HOSTS + 5) * (MAX_CAUSES + 2)


def test_hosts_without_end_are_counted_in_bounded_memory():
    causes = Causes()
    for number in range(20_000):
        causes.add(f"https://x{number}.bao.vn/", "robots_unreachable")
        if number % 100 == 0:
            causes.add(f"https://bao.vn/{number}", "http_404")

    assert len(causes._hosts) <= MAX_COUNTED
    (most, *_) = told = causes.by_host()
    assert (most, told[most][0].count) == ("bao.vn", 200)
    assert causes.by_reason() == {"http_404": 200, "robots_unreachable": 20_000}
    assert causes.of_other_hosts() == 20_200 - sum(cause.count for host in told.values() for cause in host)


def test_a_person_is_told_causes_host_by_host():
    causes = {
        "a.vn": [
            {"reason": "http_404", "count": 12, "example": "https://a.vn/mat.html"},
            {"reason": "DownloadTimeoutError", "count": 3, "example": "https://a.vn/cham.html"},
        ],
        **{
            f"bao-{n}.vn": [{"reason": "http_500", "count": 1, "example": f"https://bao-{n}.vn/"}]
            for n in range(9)
        },
    }

    first, second, *others = crawled_lines({"fetched": 7, "archived": 0, "errors": 24, "causes": causes})

    assert first == "fetched 7, archived 0, errors 24"
    assert second == (
        "  a.vn: http_404 12, such as https://a.vn/mat.html;"
        " DownloadTimeoutError 3, such as https://a.vn/cham.html"
    )
    assert others[-1] == f"  and {10 - MAX_HOSTS_TOLD} other hosts: see causes in crawl.json"
    assert len(others) == MAX_HOSTS_TOLD


def test_a_crawl_without_failures_is_told_in_one_line():
    assert list(crawled_lines({"fetched": 7, "archived": 2, "causes": {}})) == ["fetched 7, archived 2"]
