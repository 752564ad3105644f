"""The signs of a page, the cards on it, and the models that weigh them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.blocks import ExtractionError
from cleaning.extract import whole_page
from cleaning.page_kind import model
from cleaning.page_kind.cards import cards_of
from cleaning.page_kind.names import kinds_of, labels
from cleaning.page_kind.page import WholePage
from tests.cleaning.page_kind.pages import STORY, cards, page, paragraphs, product, report, section


def whole(html: str, url: str | None = None) -> WholePage:
    return whole_page(html, url=url)


def test_shipped_models_know_the_signs_that_pages_show_and_each_has_a_phrase() -> None:
    signs = model.signs_of(whole(report()))
    assert model.models().keys() == model.MAX_LOG_ODDS.keys() == model.GROUNDS.keys() == model.NAMES.keys()
    for one in model.models().values():
        assert one.weights.keys() == one.usual.keys() == signs.keys()
    assert model.phrases().keys() == signs.keys()


PIECES = st.sampled_from(
    [
        *STORY,
        "<p>",
        "</p>",
        "<h1>",
        "<a href='/a'>",
        "<a href='#'>",
        "</a>",
        "<li>",
        "<td>",
        "<div class='card'>",
        "</div>",
        "12.000 đ",
        "<title>",
        "</title>",
        "<br>",
        "1",
        "<article itemtype='x/Product'>",
    ]
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(PIECES, max_size=40),
    st.sampled_from([None, "https://[bad", "https://a.example/tin/mot-hai-ba-bon-nam"]),
)
def test_signs_of_any_page_lie_between_0_and_1(pieces: list[str], url: str | None) -> None:
    try:
        signs = model.signs_of(whole(f"<body>{''.join(pieces)}", url))
    except ExtractionError:
        return
    assert {name: value for name, value in signs.items() if not 0 <= value <= 1} == {}


def test_cards_are_like_parts_with_one_link_each() -> None:
    found = cards_of(whole(page(cards(8, teasers=True), title="Tin")))
    assert (found.count, len(found.headlines), len(found.inside)) == (8, 8, 16)


def test_paragraphs_of_a_report_with_one_link_are_no_card() -> None:
    more = "<p><a href='/khac.html'>Làng gốm bên sông đón khách sau mùa nước lên</a></p>"
    found = cards_of(whole(report(more=more)))
    texts = [whole(report(more=more)).blocks[i].text for i in found.inside]
    assert not set(STORY) & set(texts)


def test_section_that_every_card_names_is_no_headline() -> None:
    linked = cards(8, teasers=True).replace("<p>", "<a href='/muc'>Tin tức đầu tư tài chính</a><p>")
    assert cards_of(whole(page(linked, title="Tin"))).count == 8


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.example/", {"address_root": 1, "address_none": 0}),
        ("https://a.example/danh-muc/p/am-gom", {"path_product": 1, "address_short": 1}),
        (
            "https://a.example/thu-vien-moi-cua-truong-lang-20260307123456.htm",
            {"address_long": 1, "address_number": 1},
        ),
        (None, {"address_none": 1, "address_root": 0}),
    ],
)
def test_address_tells(url: str | None, told: dict[str, float]) -> None:
    assert told.items() <= model.signs_of(whole(page(paragraphs(STORY), title="Thư viện"), url)).items()


def test_page_says_its_address_where_nobody_else_does() -> None:
    head = "<meta property='og:url' content='https://a.example/'>"
    assert model.signs_of(whole(page(paragraphs(STORY), title="Thư viện", head=head)))["address_root"] == 1


def test_names_are_cut_into_words() -> None:
    assert kinds_of("btnAddToCart product-card", "element") == {"cart", "product", "card"}
    assert kinds_of("discarded", "element") == frozenset()
    assert labels()["thêm vào giỏ hàng"] == ("cart",)


def test_a_page_without_grounds_is_not_a_kind_however_odd_it_is() -> None:
    odd = dict.fromkeys(model.signs_of(whole(report())), 0.0)
    assert model.learned_kind(odd) is None
    assert model.learned_kind({**odd, "links": 1.0}) is not None


@pytest.mark.parametrize(
    ("html", "kind"), [(section(teasers=True), "list_page"), (product(), "product_page")]
)
def test_score_of_the_kind_is_far_from_that_of_a_report(html: str, kind: str) -> None:
    one = model.models()[kind]
    assert (
        one.score(model.signs_of(whole(html)))
        < model.MAX_LOG_ODDS[kind]
        < one.score(model.signs_of(whole(report())))
    )
    assert len(one.strongest(model.signs_of(whole(html)))) == model.SHOWN
