"""What a page's language and words tell of the place it was written in."""

import re
from datetime import datetime

import pytest

from cleaning.places import Signs, local_of


def offsets(language: str, text: str) -> tuple[str, str] | None:
    """The zone that is told, as its offsets in winter and summer."""
    zone = local_of(language, text).zone
    if zone is None:
        return None
    winter, summer = (datetime(2024, month, 15, tzinfo=zone) for month in (1, 7))
    return f"{winter:%z}", f"{summer:%z}"


@pytest.mark.parametrize(
    ("language", "text", "zone"),
    [
        ("vi", "", ("+0700", "+0700")),
        ("zh", "镇上的小学昨天开学", ("+0800", "+0800")),
        ("ja", "", ("+0900", "+0900")),
        ("ko", "", ("+0900", "+0900")),
        ("th", "", ("+0700", "+0700")),
        ("de", "", ("+0100", "+0200")),
        ("en", "The councillors kept the lorry park; it costs £3 an hour.", ("+0000", "+0100")),
        ("en", "A barangay near Manila gets a bridge.", ("+0800", "+0800")),
        ("fr", "La préfecture ferme le pont; il faudra 2 000 euros.", ("+0100", "+0200")),
        ("es", "El Ayuntamiento paga 300 euros por vecino.", ("+0100", "+0200")),
        ("pt", "A prefeitura fecha a ponte; a obra custa R$ 300 mil.", ("-0300", "-0300")),
    ],
)
def test_a_page_tells_its_time_by_its_language_or_by_two_signs(language, text, zone):
    assert offsets(language, text) == zone


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("", "Xin chào"),
        ("en", "The village keeps its bridge."),
        ("en", "The striker cost £3m."),
        ("en", "The councillors kept the lorry park."),
        ("en", "The councillors sell the park for £3 to a firm in Lagos, Nigeria."),
        ("es", "La alcaldía cierra el puente en Bogotá, Colombia."),
        ("ru", "В селе открыли мост."),
        ("ar", ""),
        ("zh", "唐人街的老书店,法拉盛居民排队还书"),
        ("pt", "A prefeitura de Manaus, no Amazonas, gasta R$ 300 mil."),
    ],
)
def test_a_page_without_signs_or_with_signs_of_two_places_tells_no_time(language, text):
    assert offsets(language, text) is None


@pytest.mark.parametrize("signs", [("ho chi minh city", "越南"), ("vietnam",), ()])
@pytest.mark.parametrize(
    "text", ["tin ho chi minh city.", "hochiminh", "在越南的工厂", "vietnamese", "ở vietnam", ""]
)
def test_signs_are_found_as_a_search_for_each_would(signs, text):
    found = Signs.of(signs).found(text, frozenset(re.findall(r"\w+", text)))
    assert found == {s for s in signs if (s in text if s == "越南" else re.search(rf"\b{s}\b", text))}


def test_a_vietnamese_paper_in_chinese_keeps_vietnams_time_and_a_report_about_vietnam_none():
    assert offsets("zh", "Tiếng Việt\nEnglish\n省人民委员会昨天开会") == ("+0700", "+0700")
    assert offsets("zh", "越南河内的工厂投资三亿越盾，合 3亿 越盾") is None


@pytest.mark.parametrize(
    ("language", "text", "day_first"),
    [
        ("fr", "", True),
        ("en", "", None),
        ("zh", "", None),
        ("en", "The councillors kept the park for £3.", True),
        ("en", "The county sheriff paid $300.", False),
    ],
)
def test_the_order_of_day_and_month_is_told_where_all_write_one(language, text, day_first):
    assert local_of(language, text).day_first is day_first
