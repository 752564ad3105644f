"""Judges of single documents."""

import pickle
from dataclasses import replace

import pytest

from cleaning.document import Document
from cleaning.quality import BlankForm, OffTopic, TooShort, WrongLanguage

DOCUMENT = Document(
    "1", None, None, "a.txt", 0, "Mùa lũ", "Nước về sớm.", language="vi", language_score=1.0, words=60
)


def test_a_good_document_meets_no_objection():
    scored = replace(DOCUMENT, relevance=0.5)
    assert [judge.objection(scored) for judge in (TooShort(), WrongLanguage(), OffTopic(0.2))] == [None] * 3


@pytest.mark.parametrize(
    ("words", "evidence"),
    [(49, "49 words, at least 50"), (1, "1 word, at least 50"), (0, "0 words, at least 50")],
)
def test_too_few_words_are_counted_out(words, evidence):
    assert TooShort(50).objection(replace(DOCUMENT, words=words)) == evidence


def test_the_limit_itself_is_long_enough():
    assert TooShort(60).objection(DOCUMENT) is None


def test_another_language_is_named_with_its_score():
    other = replace(DOCUMENT, language="km", language_score=0.976)
    assert WrongLanguage().objection(other) == "language km (score 0.98), wanted vi"
    assert WrongLanguage(frozenset({"km", "lo"})).objection(other) is None


def test_an_unknown_language_is_not_a_wanted_one():
    assert WrongLanguage(frozenset({"vi", "lo"})).objection(replace(DOCUMENT, language="")) == (
        "language not recognised, wanted lo or vi"
    )


def test_low_relevance_is_off_topic():
    assert OffTopic(0.2).objection(replace(DOCUMENT, relevance=0.1)) == "relevance 0.100, at least 0.200"


def test_without_samples_nothing_is_off_topic():
    assert OffTopic(0.2).objection(DOCUMENT) is None


@pytest.mark.parametrize(
    ("judge", "reason"),
    [(TooShort(), "too_short"), (WrongLanguage(), "wrong_language"), (OffTopic(0.1), "off_topic")],
)
def test_judges_name_their_reason_and_travel_to_workers(judge, reason):
    assert pickle.loads(pickle.dumps(judge)).reason == reason


FORM = "Thông tin hội viên\nMật khẩu cũ\nNhập lại mật khẩu\nĐã có tài khoản? Đăng nhập\nGửi đi"


def test_a_form_without_prose_is_nothing_to_read():
    assert BlankForm().objection(replace(DOCUMENT, text=FORM)) == (
        "no prose, and the fields «mật khẩu», «mật khẩu cũ», «nhập lại mật khẩu»"
    )


def test_a_form_beside_a_paragraph_is_kept():
    prose = "Trường mở cổng đăng ký lớp bơi từ thứ hai, phụ huynh điền tên con và chọn buổi học trong tuần."
    assert BlankForm().objection(replace(DOCUMENT, text=f"{FORM}\n{prose}")) is None


def test_a_form_in_one_line_with_sentences_between_is_kept():
    line = FORM.replace("\n", " ")
    assert BlankForm().objection(replace(DOCUMENT, text=line))
    assert BlankForm().objection(replace(DOCUMENT, text=f"{line} Xin chào. Hẹn gặp lại")) is None


@pytest.mark.parametrize(("text", "is_form"), [("Mật khẩu\nMã OTP", True), ("Mật khẩu\nKết quả: 3-1", False)])
def test_one_field_alone_makes_no_form(text, is_form):
    assert bool(BlankForm().objection(replace(DOCUMENT, text=text))) is is_form
