"""robots.txt where stock Scrapy lets requests through: it fails the first two of these tests."""

from __future__ import annotations

import json

import pytest

SCRIPT = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

proxy, middleware, *hosts = sys.argv[1:]
got = {host: [] for host in hosts}

class Six(Spider):
    name = "six"
    async def start(self):
        for host in hosts:
            for number in range(6):
                url = f"http://{host}/closed/{number}"
                yield Request(url, self.parse, errback=self.failed, cb_kwargs={"host": host})
    def parse(self, response, host):
        got["delays"] = self.crawler.engine.downloader.per_slot_settings
        got[host].append("fetched")
    def failed(self, failure):
        got[failure.request.cb_kwargs["host"]].append(type(failure.value).__name__)

class Proxied:
    def process_request(self, request):
        request.meta["proxy"] = proxy

process = CrawlerProcess({
    "LOG_LEVEL": "CRITICAL", "ROBOTSTXT_OBEY": True, "RETRY_ENABLED": False,
    "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 6, "DOWNLOAD_DELAY": 0,
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOADER_MIDDLEWARES": {
        Proxied: 1, "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None, middleware: 100,
    },
})
process.crawl(Six)
process.start()
print(json.dumps(got))
"""
OURS = "crawler.robots.RobotsMiddleware"


@pytest.fixture(scope="module")
def verdicts(module_web, python):
    """Ask three hosts for six closed addresses each, all at once; return what came of them by host."""
    web = module_web
    for host in ("closed.example", "broken.example", "missing.example"):
        for number in range(6):
            web.put(f"{host}/closed/{number}", "<html>closed</html>")
    web.put("closed.example/robots.txt", "User-agent: *\nDisallow: /closed/\n", kind="text/plain")
    web.put("broken.example/robots.txt", "out of order", status=503)
    web.put("missing.example/robots.txt", "User-agent: *\nDisallow: /\n", status=404)
    web.put("slow.example/robots.txt", "User-agent: *\nCrawl-delay: 0.1\n", kind="text/plain")
    web.put("slow.example/closed/0", "<html>open</html>")
    hosts = ("closed.example", "broken.example", "missing.example", "slow.example")
    done = python("-W", "ignore", "-c", SCRIPT, web.proxy, OURS, *hosts)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_request_slips_past_robots_at_the_start(module_web, verdicts):
    assert verdicts["closed.example"] == ["DeniedByRobots"] * 6
    assert not [a for a in module_web.fetched() if a.startswith("closed.example")]


def test_a_server_error_on_robots_forbids(module_web, verdicts):
    assert verdicts["broken.example"] == ["RobotsUnreachable"] * 6
    assert not [a for a in module_web.fetched() if a.startswith("broken.example")]


def test_a_missing_robots_allows_whatever_its_error_page_says(verdicts):
    assert verdicts["missing.example"] == ["fetched"] * 6


def test_a_crawl_delay_becomes_the_delay_of_the_site(verdicts):
    assert verdicts["delays"] == {
        "slow.example": {"delay": pytest.approx(0.2)}
    }  # halved at most: 50 % jitter
