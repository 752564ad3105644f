"""Pages whose template names a section, the home page or another report as their address are all kept."""

import json
import random
from pathlib import Path

import pandas as pd
import pytest

from tinsach.cli import main

SITE = "https://bennuoc.example"
WORDS = (
    "sông bến thuyền nước mùa chợ người làng đêm sáng trưa chiều bà con lúa cá lưới cầu đường trường lớp sách thư "
    "gió mưa nắng đồng vườn cây quả hoa lá rừng núi biển đảo xóm thôn nhà mái cửa sân ngõ phố quán bếp lửa khói cơm"
)
NUMBERS = range(812340, 812346)


def bulletin(number: int, canonical: str) -> str:
    """Return a page whose sentences are those of every day, but for the figures."""
    shared, own = random.Random(0), random.Random(number)
    sentences = (" ".join(shared.choices(WORDS.split(), k=40)).capitalize() for _ in range(8))
    text = "".join(f"<p>{one} ở mức {own.randrange(1000, 9999)} đồng.</p>" for one in sentences)
    return (
        f'<html lang="vi"><head><title>Bản tin chợ bến</title><link rel="canonical" href="{canonical}"></head>'
        f"<body><article><h1>Bản tin chợ bến ngày thường</h1>{text}</article></body></html>"
    )


def cleaned(folder: Path, *rows: dict[str, str]) -> pd.DataFrame:
    dump = folder / "pages.jsonl"
    dump.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["clean", str(dump), "--out", str(folder / "corpus"), "--workers", "1"]) == 0
    return pd.read_parquet(folder / "corpus" / "documents")


@pytest.mark.parametrize("canonical", ["/", "/thi-truong", "/thi-truong-1001.html", "/ban-tin-812339.html"])
def test_pages_that_all_name_one_other_address_keep_their_own(tmp_path, canonical):
    own = {f"{SITE}/ban-tin-{number}.html": bulletin(number, canonical) for number in NUMBERS}

    kept = cleaned(tmp_path, *({"url": url, "html": page} for url, page in own.items()))

    assert sorted(kept["url"]) == [*own]


def test_saved_pages_without_an_address_are_not_gathered_under_the_home_page(tmp_path):
    kept = cleaned(tmp_path, *({"html": bulletin(number, f"{SITE}/")} for number in NUMBERS))

    assert kept["url"].isna().sum() == len(NUMBERS)


def test_a_print_page_and_its_report_are_one(tmp_path):
    own = f"{SITE}/ban-tin-{NUMBERS[0]}.html"
    page = bulletin(NUMBERS[0], own)

    kept = cleaned(tmp_path, {"url": f"{SITE}/in/{NUMBERS[0]}", "html": page}, {"url": own, "html": page})

    assert [*kept["url"]] == [own]
