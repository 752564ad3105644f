import numpy as np
import pytest

from benchmarks import block_model
from benchmarks.block_model import Example, cross_validated, example, learned, validated, whole
from benchmarks.extraction import StoredPage
from cleaning.block_model.features import NAMES

BODY = [
    "Xã ven sông vừa trồng xong hai nghìn cây bần để giữ bờ, việc mà dân làng tự góp công suốt mùa khô.",
    "Mỗi nhà nhận chăm một đoạn, cắm cọc che sóng và thay cây chết sau từng đợt nước lớn của tháng.",
]


def stored(number: int) -> StoredPage:
    menu = "".join(f"<li><a href='/{n}'>Mục {n}</a></li>" for n in range(6))
    text = "".join(f"<p>{one} Đoạn {number}.</p>" for one in BODY)
    html = f"<html><title>Trồng bần</title><body><ul>{menu}</ul><h1>Trồng bần</h1><article>{text}</article></body></html>"
    truth = "\n".join(f"{one} Đoạn {number}." for one in BODY)
    return StoredPage(f"p{number}", f"site{number}.example", "vi", html.encode(), "", truth)


def examples(count: int) -> list[Example]:
    return [one for n in range(count) if (one := example("silver", stored(n)))]


def test_blocks_of_the_truth_are_labelled_and_the_headline_weighs_nothing():
    (one,) = examples(1)
    labelled = [text for text, flag in zip(one.texts, one.in_text, strict=True) if flag]
    assert labelled == [f"{text} Đoạn 0." for text in BODY]
    page = one.page(range(len(NAMES)))
    assert page.weight[list(one.texts).index("Trồng bần")] == 0
    assert page.weight.sum() == pytest.approx(block_model.PAGE_WEIGHT * block_model.RARE_WEIGHT, rel=1e-4)


def test_a_page_without_text_is_left_out():
    empty = StoredPage("e", "e.example", "", b"<html><body><script>1</script></body></html>", "", "x")
    assert example("wcxb", empty) is None


def test_the_text_of_a_choice_leaves_out_the_headline():
    (one,) = examples(1)
    assert one.text(np.ones(len(one.texts), bool)).splitlines()[-2:] == [f"{text} Đoạn 0." for text in BODY]
    assert "Trồng bần" not in one.text(np.ones(len(one.texts), bool))


def test_no_page_is_scored_by_networks_that_learned_from_its_site(monkeypatch: pytest.MonkeyPatch):
    known: list[set[str]] = []

    def spy(some: list[Example], columns: list[int], members: int) -> object:
        known.append({one.stored.site for one in some})
        return learned(some, columns, members)

    monkeypatch.setattr(block_model, "learned", spy)
    monkeypatch.setattr(block_model, "EPOCHS", 1)
    every = examples(8)
    assert len(cross_validated(every, [0, 1, 2], 1)) == 8
    for site in (one.stored.site for one in every):
        assert sum(site not in sites for sites in known) == 1


def test_the_table_has_a_row_for_the_witness_and_for_each_way(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(block_model, "EPOCHS", 1)
    monkeypatch.setattr(block_model, "SETS", ("silver",))
    shown = validated(examples(8), 1)
    assert all(name in shown for name in ("trafilatura, fast", *block_model.WAYS))


def test_the_whole_pipeline_is_scored_with_networks_of_other_sites(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(block_model, "SETS", ("silver",))
    shown = whole(examples(8), 1)
    assert "the whole pipeline" in shown
    assert "0.000" not in shown
