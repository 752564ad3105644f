from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.politeness import MAX_CRAWL_DELAY, SiteSlots, apply_crawl_delay, base_delay, retry_after, site_of


def crawler_with(delay: float = 1.5):
    downloader = SimpleNamespace(per_slot_settings={}, slots={"bao.vn": SimpleNamespace(delay=delay)})
    settings = Settings({"DOWNLOAD_DELAY": delay, "DOWNLOAD_DELAY_JITTER": 0.0})
    return SimpleNamespace(engine=SimpleNamespace(downloader=downloader), settings=settings)


def test_subdomains_belong_to_their_site_and_addresses_to_themselves():
    assert site_of("m.tin.bao.vn") == site_of("bao.vn") == "bao.vn"
    assert site_of("127.0.0.1") == "127.0.0.1"
    assert site_of("::1") == "::1"


@pytest.mark.parametrize(("asked", "kept"), [(10.0, 10.0), (0.5, 1.5), (86400.0, MAX_CRAWL_DELAY)])
def test_a_crawl_delay_is_kept_to_a_bound_and_never_shortens(asked, kept):
    crawler = crawler_with()

    apply_crawl_delay(crawler, "m.bao.vn", asked)

    assert crawler.engine.downloader.slots["bao.vn"].delay == kept
    assert crawler.engine.downloader.per_slot_settings["bao.vn"] == {"delay": kept}


def test_a_site_that_asked_for_a_delay_is_not_hurried_by_fast_answers():
    crawler = crawler_with()
    apply_crawl_delay(crawler, "bao.vn", 10)
    request, other = Request("http://m.bao.vn/robots.txt"), Request("http://tin.vn/")

    for each in (request, other):
        SiteSlots(crawler).process_request(each)

    assert request.meta == {"download_slot": "bao.vn", "autothrottle_dont_adjust_delay": True}
    assert other.meta == {"download_slot": "tin.vn", "autothrottle_dont_adjust_delay": False}


def test_the_least_of_varied_delays_is_the_floor():
    assert base_delay(1.5, 0.3) * (1 - 0.3) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("", None), (None, None), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after_is_a_number_or_a_date(value, seconds):
    assert retry_after(value) == seconds
