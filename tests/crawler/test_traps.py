from __future__ import annotations

import json

import pytest

from crawler.traps import BUDGET, HOST_BUDGET, MAX_PATTERNS, NoveltyBudget, pattern_of

HOST = "bao.example"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/lich/2026/3", "/lich/2031/12", True),
        ("/loc?mau=do&co=1", "/loc?co=2&mau=xanh", True),
        ("/muc?page=2", "/muc?page=77", True),
        ("/a/b/c/d/e", "/a/b/c/d/e/f/g", True),
        ("/the-thao", "/van-hoa", False),
        ("/the-thao", "/the-thao?page=2", False),
    ],
)
def test_addresses_of_one_form_share_a_pattern(one, other, same):
    assert (pattern_of(f"http://{HOST}{one}") == pattern_of(f"http://{HOST}{other}")) is same


def test_a_pattern_without_new_reports_ends_and_others_go_on():
    budget = NoveltyBudget()
    followed = sum(budget.spend(f"http://{HOST}/lich/{year}/1") for year in range(2000, 2100))

    assert followed == BUDGET
    assert budget.spend(f"http://{HOST}/the-thao")


def test_paging_that_brings_new_reports_never_ends():
    budget = NoveltyBudget()
    for page in range(10 * BUDGET):
        assert budget.spend(f"http://{HOST}/muc?page={page}")
        budget.earn(f"http://{HOST}/muc?page={page}", 1)


def test_a_host_whose_every_address_has_a_form_of_its_own_ends_too():
    budget = NoveltyBudget()

    assert sum(budget.spend(f"http://{HOST}/{'a' * n}") for n in range(1, 2 * HOST_BUDGET)) == HOST_BUDGET


def test_memory_is_bounded():
    budget = NoveltyBudget()
    for n in range(MAX_PATTERNS):
        budget.spend(f"http://bao{n}.example/")

    assert len(budget._left) == MAX_PATTERNS


def test_a_calendar_without_end_does_not_eat_a_crawl(web, html, job_file, python):
    web.put(f"{HOST}/", html("Báo", ("/ngay/1", "Lịch"), *((f"/tin-10000{n}.html", "Tin") for n in range(3))))
    for n in range(1, 300):
        web.put(f"{HOST}/ngay/{n}", html("Lịch", *((f"/ngay/{n + k}", "Ngày sau") for k in range(1, 4))))
    for n in range(3):
        web.put(f"{HOST}/tin-10000{n}.html", html("Tin"))

    job = job_file(f"http://{HOST}/", max_depth=300)
    assert python("-m", "crawler", str(job)).returncode == 0

    assert sum("/ngay/" in address for address in web.asked) <= BUDGET
    assert sum("/tin-" in address for address in web.asked) == 3
    assert json.loads((job.parent / "archive" / "crawl.json").read_text("utf-8"))["archived"] == 3
