"""The simulated web, and that the orders do on it what their names say."""

from __future__ import annotations

import pytest

from benchmarks.focus import ORDERS, Harvest, Task, harvest
from benchmarks.focus_web import Report, section_of, simulate

WORDS = ("đại sứ", "chủ tịch nước", "hữu nghị", "hợp tác song phương", "chuyến thăm", "quốc thư")
OTHER = ("bóng đá", "trận đấu", "cầu thủ", "bàn thắng", "huấn luyện viên", "sân vận động")


def report(number: int, words: tuple[str, ...], *, sought: bool) -> Report:
    said = [words[(number + at) % len(words)] for at in range(3)]
    title = f"{' và '.join(said)} ở nơi thứ {number}"
    body = "\n".join(f"Hôm qua, {title}, theo lời kể của những người có mặt tại đó {at}." for at in range(4))
    return Report(title, body, sought)


@pytest.fixture(scope="module")
def task():
    reports = [report(n, WORDS, sought=True) for n in range(30)]
    reports += [report(n, OTHER, sought=False) for n in range(170)]
    sample = report(99, WORDS, sought=True)
    return Task(simulate(reports, seed=3), {"a": f"{sample.title}\n{sample.body}"})


@pytest.fixture(scope="module")
def curves(task):
    return {name: harvest(order, task) for name, order in ORDERS.items()}


def test_the_web_holds_every_report_and_leads_to_it(task, curves):
    assert len(task.web.sought) == 30
    assert {name: curve.found[-1] for name, curve in curves.items()} == dict.fromkeys(ORDERS, 30)
    assert len(curves["ours"].found) == len(task.web.pages)


def test_ours_lies_between_chance_and_the_oracle(curves):
    at = {name: curve.at(0.25) for name, curve in curves.items()}

    assert at["oracle"] >= at["ours"] > max(at["breadth-first"], at["random"])


def test_the_same_seed_gives_the_same_web():
    reports = [report(n, WORDS, sought=n % 2 == 0) for n in range(20)]

    assert simulate(reports, seed=1) == simulate(reports, seed=1)
    assert simulate(reports, seed=1).pages != simulate(reports, seed=2).pages


def test_an_article_stands_in_the_section_its_words_name():
    assert section_of(report(1, OTHER, sought=False)) == "the-thao"
    assert section_of(Report("Chuyện làng", "Bà con họp.", sought=False)) == "thoi-su"


def test_a_harvest_is_read_off_at_shares_of_the_pages():
    curve = Harvest(found=(0, 1, 1, 2), sought=2, pages=4)

    assert (curve.at(0.5), curve.needed(0.5), curve.needed(1.0)) == (0.5, 0.5, 1.0)
