"""Every limit by which a betting page is judged, from both sides; the texts are counted out word by word."""

import pytest

from cleaning.betting import measure, reads_as_house
from cleaning.betting_words import Kind
from cleaning.document import Document
from cleaning.spam import SIGNALS, BettingPage, signatures

WORDS = 100
"""Densities are per hundred words: of a text so long each word of a kind makes 1 / density points."""

GOODS, HOUSE, MONEY, CALL, PRAISE, READER = "casino", "kubo88", "usdt", "apk", "pagcor", "bạn"
ADVICE, REPORTING, VICE, MATCH = "mẹo", "nghiện", "con bạc", "hlv"

Placed = tuple[str, int]


def text(*placed: Placed, words: int = WORDS) -> str:
    """Return ``words`` words that say nothing, with others in the places given."""
    tokens = ["sen"] * words
    for phrase, place in placed:
        parts = phrase.split()
        tokens[place : place + len(parts)] = parts
    return " ".join(tokens)


def every(phrase: str, *places: int) -> list[Placed]:
    return [(phrase, place) for place in places]


def objection(*placed: Placed, words: int = WORDS) -> str | None:
    document = Document("1", None, None, "a.txt", 0, "", text(*placed, words=words), words=words)
    return BettingPage().objection(document)


def points(name: str, *placed: Placed) -> float:
    pitch = measure(text(("baccarat", 99), *placed))
    assert pitch
    return next(signal.points(pitch) for signal in SIGNALS if signal.name == name)


@pytest.mark.parametrize(
    ("signal", "word", "each", "most"),
    [
        ("house", HOUSE, None, 2.0),
        ("money", MONEY, 1.25, 2.0),
        ("calls", CALL, 2.0, 2.0),
        ("praise", PRAISE, 1.25, 2.0),
        ("reader", READER, 0.833, 1.5),
        ("advice", ADVICE, 1.25, 2.0),
        ("reporting", REPORTING, -3.333, -10.0),
        ("reporting", VICE, -3.333, -10.0),
        ("match", MATCH, -0.667, -3.0),
    ],
)
def test_a_signal_grows_with_its_words_up_to_what_it_may_decide(signal, word, each, most):
    if each is not None:
        assert points(signal, (word, 0)) == pytest.approx(each, abs=0.001)
    assert points(signal, *every(word, *range(0, 40, 2))) == pytest.approx(most)


def test_goods_reach_their_points_with_three_words_and_a_house_with_its_three_mentions_at_most():
    assert points("goods") == pytest.approx(0.667, abs=0.001)
    assert points("goods", (GOODS, 0)) == pytest.approx(1.333, abs=0.001)
    assert points("goods", *every(GOODS, 0, 1, 2)) == pytest.approx(2.0)
    pitch = measure(text((GOODS, 0), *every(HOUSE, 10, 20, 30), words=500))
    assert pitch
    assert SIGNALS[1].points(pitch) == pytest.approx(0.857, abs=0.001)


def test_a_call_in_two_hundred_words_makes_one_point():
    pitch = measure(text((GOODS, 0), (CALL, 1), words=200))
    assert pitch
    assert next(signal for signal in SIGNALS if signal.name == "calls").points(pitch) == pytest.approx(1.0)


FIVE_PARTS = [*every(GOODS, 0, 11, 22), (MONEY, 33), (PRAISE, 44)]
"""2.0 + 1.25 + 1.25 points, of three reasons, in five of ten parts."""


def test_a_score_above_the_limit_is_a_pitch_and_one_below_it_is_none():
    assert str(objection(*FIVE_PARTS, (MATCH, 60))).startswith("3.8 points")
    assert objection(*FIVE_PARTS, *every(MATCH, 60, 70)) is None


def test_three_reasons_make_a_pitch_and_two_do_not_though_they_score_as_much():
    two = [*every(GOODS, 0, 11, 22), *every(MONEY, 33, 44)]
    assert objection(*two) is None
    assert objection(*two, (READER, 45))


def test_a_pitch_runs_through_half_of_the_text():
    four_parts = [*every(GOODS, 0, 5, 11), (MONEY, 22), (PRAISE, 33)]
    assert objection(*FIVE_PARTS)
    assert objection(*four_parts) is None


@pytest.mark.parametrize(("words", "is_pitch"), [(150, True), (190, False)])
def test_a_signal_of_less_than_half_a_point_is_no_reason(words, is_pitch):
    two = [*every(GOODS, 0, 20, 21, 22, 40), *every(MONEY, 60, 61, 80, 81)]
    assert bool(objection(*two, (READER, 82), words=words)) is is_pitch


def test_praise_for_the_goods_to_the_reader_without_a_deal_is_no_pitch():
    praised = [*every(GOODS, 0, 11, 22), *every(PRAISE, 33, 44), *every(READER, 45, 46)]
    assert objection(*praised) is None
    assert objection(*praised, (CALL, 47))


SILENT = [*every(GOODS, 0, 10, 20), *every(PRAISE, 30, 40), *every(READER, 50, 60)]


def test_what_sells_in_seven_parts_of_ten_and_reports_nothing_needs_no_deal():
    assert objection(*SILENT)
    assert objection(*SILENT[:-1], (READER, 51)) is None


@pytest.mark.parametrize("word", [REPORTING, VICE, MATCH])
def test_one_word_of_reporting_breaks_the_silence(word):
    doubled = [(phrase, place * 2 + step * 3) for phrase, place in SILENT for step in (0, 1)]
    assert objection(*doubled, words=200)
    assert objection(*doubled, (word, 190), words=200) is None


def test_money_and_praise_throughout_are_no_pitch_where_hardly_any_goods_are_named():
    bank = [*every(MONEY, 0, 30, 60, 90, 120), *every(PRAISE, 150, 180, 181, 182, 183)]
    assert objection((GOODS, 200), *bank, words=300) is None


def test_the_evidence_shows_the_three_most_frequent_words_of_a_signal():
    goods = [*every("casino", 0, 1, 2), *every("baccarat", 11, 12), *every("poker", 22, 23), ("slots", 33)]
    shown = str(objection(*goods, (MONEY, 44), (PRAISE, 55)))
    assert "goods «casino» 3×, «baccarat» 2×, «poker» 2×; money" in shown


@pytest.mark.parametrize(
    ("words", "density"), [(10, 1.0), (80, 1.0), (100, 1.0), (120, 100 / 120), (200, 0.5)]
)
def test_one_word_of_a_short_text_counts_as_one_of_a_hundred(words, density):
    pitch = measure(text((GOODS, 0), words=words))
    assert pitch
    assert pitch.per_hundred(Kind.OFFER) == pytest.approx(density)


def test_spread_is_the_share_of_ten_parts_in_which_words_sell():
    pitch = measure(text(*every(GOODS, 0, 5, 9, 10, 99)))
    assert pitch
    assert pitch.spread == pytest.approx(0.3)


PREVIEW = (
    "Chung kết giải làng: Bờ Nam gặp Bờ Bắc {name} Kèo nhà cái trước trận đấu chiều mai trên sân đình. "
    "Đội bờ nam đá sân nhà, khán giả đứng kín hai bên bờ ruộng, còn đội bờ bắc đi đò sang từ sớm. "
    "Trận lượt đi hòa một đều, bàn nào cũng đến từ quả phạt góc. {goods}"
)


def preview(*, name: str = "kubo88", goods: str = "Soi kèo, tỷ lệ kèo ở dưới.") -> str | None:
    found = PREVIEW.format(name=name, goods=goods)
    return BettingPage().objection(Document("1", None, None, "a.txt", 0, "", found, words=90))


def test_a_preview_that_a_house_signs_and_in_which_it_offers_odds_is_its_own():
    assert (
        preview()
        == "signed by the house «kubo88» 1×; it offers «kèo nhà cái» 1×, «soi kèo» 1×, «tỷ lệ kèo» 1×"
    )


def test_a_preview_that_names_the_odds_twice_may_be_a_rehosted_one():
    assert preview(goods="Soi kèo ở dưới.") is None


@pytest.mark.parametrize("told", ["Công an xã giữ trật tự.", "Hai người từng bị phạt vì đánh bạc."])
def test_a_preview_in_which_someone_reports_is_none_of_a_house(told):
    assert preview(goods=f"Soi kèo, tỷ lệ kèo ở dưới. {told}") is None


@pytest.mark.parametrize("name", ["Bet365", "iphone11", "u22", "báo"])
def test_a_preview_that_no_house_signs_is_a_paper_s(name):
    assert preview(name=name) is None


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("kubo88 Kèo nhà cái", True),
        ("Bờ Bắc kubo88 Kèo nhà cái", True),
        ("Hết giờ. kubo88 Kèo nhà cái", True),
        ("theo kubo88 Kèo nhà cái", False),
        ("Theo nhà cái kubo88 đặt cửa dưới", False),
        ("Sân Kubo88 Arena", False),
        ("windows11 Kèo nhà cái", False),
    ],
)
def test_a_house_signs_where_a_sentence_ends_or_begins(line, signed):
    assert bool(signatures(line)) is signed


@pytest.mark.parametrize(
    ("name", "is_house"),
    [
        ("kubo88", True),
        ("VuaBet88", True),
        ("8KBET", True),
        ("8KBEST", False),
        ("24hbeta", False),
        ("Studio68", False),
        ("windows11", False),
        ("vn789", False),
        ("dam", False),
    ],
)
def test_a_house_is_written_as_it_is_typed_or_says_what_it_sells(name, is_house):
    assert reads_as_house(name) is is_house
