import json
import pickle
import subprocess
import sys
import unicodedata

import pytest

from cleaning.document import Media, Record
from cleaning.pipeline import Pipeline
from cleaning.quality import OffTopic
from cleaning.relevance import (
    MAX_TERMS,
    UNCERTAIN_TOPIC,
    Band,
    TopicModel,
    TopicModelError,
    builtin_background,
)

SAMPLES = {
    "muoi": "Diêm dân xã ven biển bước vào vụ muối mới. Muối thô được gom về kho, rửa sạch rồi nghiền mịn. "
    "Hợp tác xã làm muối trải bạt trên ruộng nên hạt muối trắng, giá bán cao hơn muối nền đất.",
    "kho": "Kho muối mới của hợp tác xã chứa được hai nghìn tấn muối thô. Diêm dân không còn phải bán vội "
    "khi giá muối xuống thấp, ruộng muối trải bạt cho hạt muối trắng và khô.",
    "gia": "Giá muối thô tăng gấp đôi so với vụ trước, diêm dân phấn khởi ra đồng muối từ sáng sớm. Thương "
    "lái chờ mua muối ngay tại ruộng, muối trắng trải bạt được trả giá cao nhất.",
}
ON_TOPIC = (
    "Nắng to kéo dài giúp diêm dân làm muối cả ngày. Ruộng muối trải bạt cho hạt trắng, thương lái mua muối "
    "thô tại chỗ, hợp tác xã nhập kho hàng trăm tấn."
)
OFF_TOPIC = (
    "Đội tuyển bóng chuyền nữ thắng ba ván trắng trong trận mở màn, chủ công ghi hai mươi điểm và được khán "
    "giả trên khán đài cổ vũ nhiệt tình suốt trận."
)


@pytest.fixture(scope="module")
def model():
    return TopicModel.fit(SAMPLES)


def test_a_report_on_the_topic_passes_the_threshold_and_another_does_not(model):
    assert model.score(OFF_TOPIC).score < model.threshold < model.score(ON_TOPIC).score


@pytest.mark.parametrize("names", [["muoi"], ["muoi", "gia"]])
def test_one_or_two_samples_still_give_a_threshold_that_parts(names):
    few = TopicModel.fit({name: SAMPLES[name] for name in names})
    assert 0 < few.threshold < 0.5
    assert few.score(OFF_TOPIC).score < few.threshold < few.score(ON_TOPIC).score


def test_between_off_and_surely_on_topic_lies_a_band_of_uncertain_scores(model):
    middle = (model.threshold + model.sure) / 2

    assert model.threshold < model.sure < 1
    assert [model.band(s) for s in (0.0, model.threshold, middle, model.sure)] == [
        *(Band.OFF, Band.UNCERTAIN, Band.UNCERTAIN, Band.ON)
    ]
    assert model.band(model.score(SAMPLES["kho"]).score) is Band.ON
    assert model.band(model.score(OFF_TOPIC).score) is Band.OFF


def test_a_document_that_is_barely_like_the_samples_is_kept_and_flagged(model):
    words = SAMPLES["gia"].split()
    texts = (f"{OFF_TOPIC} {' '.join(words[:n])}" for n in range(len(words)))
    mixed = next(text for text in texts if model.band(model.score(text).score) is Band.UNCERTAIN)
    pipeline = Pipeline(judges=(OffTopic(model.threshold),), topic=model)
    barely, surely = (pipeline.clean(Record("a.txt", 0, text, Media.TEXT)) for text in (mixed, ON_TOPIC))

    assert UNCERTAIN_TOPIC in barely.flags
    assert UNCERTAIN_TOPIC not in surely.flags


def test_scores_lie_between_minus_one_and_one(model):
    for text in (*SAMPLES.values(), ON_TOPIC, OFF_TOPIC, *builtin_background()):
        assert -1.0001 <= model.score(text).score <= 1.0001


@pytest.mark.parametrize("text", ["", "   ", "…!?", "zzz qqq"])
def test_a_text_that_shares_nothing_scores_zero_and_names_no_term(model, text):
    assert model.score(text).score == 0
    assert model.score(text).terms == ()


def test_each_sample_is_nearest_to_itself(model):
    assert [model.score(text).nearest_sample for text in SAMPLES.values()] == list(SAMPLES)


def test_terms_are_shared_with_the_text_and_few(model):
    terms = model.score(ON_TOPIC).terms
    assert 3 <= len(terms) <= MAX_TERMS
    assert all(term in unicodedata.normalize("NFC", ON_TOPIC).lower() for term in terms)
    assert any("muối" in term for term in terms)


def test_order_of_samples_and_background_changes_nothing():
    extra = [OFF_TOPIC, "Một bản tin ngắn khác về giá điện sinh hoạt trong tháng này."]
    one = TopicModel.fit(SAMPLES, extra)
    two = TopicModel.fit(dict(reversed(SAMPLES.items())), reversed(extra))
    assert one.to_json() == two.to_json()


def test_background_pages_of_the_same_kind_push_their_subject_down(model):
    taught = TopicModel.fit(SAMPLES, [OFF_TOPIC] * 20)
    assert taught.score(OFF_TOPIC).score < model.score(OFF_TOPIC).score


def test_on_topic_pages_in_the_background_do_not_lift_the_threshold_out_of_reach():
    pages = [*builtin_background()[:60], ON_TOPIC]
    assert (taught := TopicModel.fit(SAMPLES, pages)).threshold < taught.score(SAMPLES["kho"]).score


def test_links_are_scored_without_accents(model):
    slug = model.score_link("diem-dan-lam-muoi-trai-bat-20240512.html")
    assert slug == pytest.approx(model.score_link("Diêm dân làm muối trải bạt"), abs=1e-6)
    assert slug > model.score_link("bong-chuyen-nu-thang-ba-van-trang-123456.html")


@pytest.mark.parametrize("link", ["", "12345.html", "/", "---"])
def test_a_link_without_words_scores_zero(model, link):
    assert model.score_link(link) == 0


def test_stored_and_read_back_gives_the_same_scores(model):
    again = TopicModel.from_json(model.to_json())
    assert again.score(ON_TOPIC) == model.score(ON_TOPIC)
    assert again.score_link("ruong-muoi") == model.score_link("ruong-muoi")
    assert (again.threshold, again.sure) == (model.threshold, model.sure)


def test_a_pickled_model_is_small_and_scores_the_same(model):
    data = pickle.dumps(model)
    assert len(data) < 2_000_000
    assert pickle.loads(data).score(ON_TOPIC) == model.score(ON_TOPIC)


def test_another_process_learns_the_same_model(model):
    code = "import sys, json; from cleaning.relevance import TopicModel\n"
    code += "print(TopicModel.fit(json.loads(sys.argv[1])).threshold)"
    arguments = [sys.executable, "-c", code, json.dumps(SAMPLES)]
    done = subprocess.run(arguments, capture_output=True, check=True, text=True)
    assert float(done.stdout) == model.threshold


@pytest.mark.parametrize("samples", [{}, {"a": ""}, {"a": "…"}])
def test_samples_without_a_word_are_refused(samples):
    with pytest.raises(TopicModelError, match="no sample holds a word"):
        TopicModel.fit(samples)


@pytest.mark.parametrize("stored", ["", "[]", "{}", "null", '{"format": 1}', "not json"])
def test_a_stored_text_that_is_no_model_is_refused(stored):
    with pytest.raises(TopicModelError, match="not a stored topic model"):
        TopicModel.from_json(stored)


def test_a_model_of_another_format_is_refused(model):
    with pytest.raises(TopicModelError, match="format 99"):
        TopicModel.from_json(json.dumps(json.loads(model.to_json()) | {"format": 99}))


def test_a_very_long_text_is_scored_by_its_beginning(model):
    long = ON_TOPIC + " xa" * 30_000
    assert model.score(long + OFF_TOPIC) == model.score(long)


def test_the_builtin_background_has_short_paragraphs_in_two_languages():
    lines = builtin_background()
    assert len(lines) >= 100
    assert len(set(lines)) == len(lines)
    assert all(40 <= len(line.split()) <= 100 for line in lines)
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)
    assert any(" the " in line for line in lines)
    assert any(" của " in line for line in lines)
