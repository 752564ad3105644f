from __future__ import annotations

import ipaddress

import pytest

from crawler.guard import is_allowed, refusal

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2002:7f00:1::", "2001:0:1::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address):
    assert not is_allowed(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address):
    assert is_allowed(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_the_exemption_allows_loopback(address):
    assert is_allowed(ipaddress.ip_address(address), allow_loopback=True)


@pytest.mark.parametrize(
    "address",
    [a for a in PRIVATE if not ipaddress.ip_address(a).is_loopback and "127" not in a and "7f00" not in a],
)
def test_the_exemption_allows_nothing_but_loopback(address):
    assert not is_allowed(ipaddress.ip_address(address), allow_loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"),
        *("http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://a.localhost./"),
        *("http://printer/", "http://nas.local/", "http://db.internal/", "http://192.168.0.1/"),
        *("http://bao.vn:8080/", "http://bao.vn:22/", "https://user:word@bao.vn/", "http://bao.vn:99999/"),
        *("ftp://bao.vn/", "file:///etc/hostname", "data:text/html,x", "//bao.vn/", "http:///x", ""),
    ],
)
def test_addresses_off_the_public_web_are_refused_by_their_spelling(url):
    assert refusal(url)


@pytest.mark.parametrize(
    "url", ["http://bao.vn/", "https://bao.vn:443/a?b#c", "http://8.8.8.8:80/", "http://xn--bo-8ia.vn/"]
)
def test_the_public_web_is_not_refused(url):
    assert refusal(url) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123/", "http://localhost:8123/", "http://[::1]:8123/"])
def test_the_exemption_opens_loopback_and_its_ports(url):
    assert refusal(url, allow_loopback=True) is None


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://nas.local/", "file:///etc/hostname", "http://bao.vn:8080/"]
)
def test_the_exemption_opens_nothing_else(url):
    assert refusal(url, allow_loopback=True)


SCRIPT = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

class One(Spider):
    name = "one"
    got = []
    async def start(self):
        for url in sys.argv[1:]:
            yield Request(url, callback=self.parse, errback=self.failed)
    def parse(self, response):
        self.got.append("fetched")
    def failed(self, failure):
        self.got.append("refused")

process = CrawlerProcess({
    "LOG_LEVEL": "CRITICAL", "RETRY_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "TWISTED_DNS_RESOLVER": "crawler.guard.GuardedResolver",
})
process.crawl(One)
process.start()
print(json.dumps(One.got))
"""


def test_the_resolver_alone_refuses_what_a_name_resolves_to(web, python):
    hosts = ["127.0.0.1", "localhost", "2130706433", "127.1", "0x7f.1"]

    done = python("-W", "ignore", "-c", SCRIPT, *(f"http://{host}:{web.port}/" for host in hosts))

    assert done.stdout.strip() == str(["refused"] * len(hosts)).replace("'", '"'), done.stderr
    assert web.asked == []
