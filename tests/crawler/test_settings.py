from __future__ import annotations

import pytest
from scrapy.settings import default_settings

from crawler import settings

OURS = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}


def test_every_setting_is_one_scrapy_knows():
    newer = {
        "REMOTE_CONTROL_ENABLED",
        "DOWNLOAD_DELAY_JITTER",
        "DOWNLOAD_VERIFY_CERTIFICATES",
        "LOG_VERSIONS",
    }
    known = {*dir(default_settings), *newer, "SPIDER_MODULES", "NEWSPIDER_MODULE"}

    assert set(OURS) <= known


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", True),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("AUTOTHROTTLE_ENABLED", True),
        ("COOKIES_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("TWISTED_DNS_RESOLVER", "crawler.guard.GuardedResolver"),
    ],
)
def test_manners_and_safety_are_spelled_out(name, value):
    assert OURS[name] == value


def test_only_the_web_is_fetched_and_by_a_handler_that_bounds_heads():
    handlers = OURS["DOWNLOAD_HANDLERS"]

    assert {name for name, handler in handlers.items() if handler} == {"http", "https"}
    assert {name for name, handler in handlers.items() if handler is None} == {"file", "ftp", "data", "s3"}
    assert handlers["http"] == handlers["https"] == "crawler.heads.CappedHandler"


def test_limits_are_on():
    assert OURS["DOWNLOAD_DELAY"] >= 1
    assert 8 << 20 <= OURS["DOWNLOAD_MAXSIZE"] <= 16 << 20
    assert OURS["REDIRECT_MAX_TIMES"] == 5
    assert 0 < OURS["URLLENGTH_LIMIT"] <= 2000
    assert OURS["CLOSESPIDER_TIMEOUT"] > 0
    assert OURS["MEMUSAGE_LIMIT_MB"] > 0


def test_servers_that_ask_us_to_stay_away_are_not_asked_again():
    assert not {429, 503} & set(OURS["RETRY_HTTP_CODES"])
