"""Signatures at the end of the last paragraph: what is cut, whom it names, and what stays."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Media, Record, Role
from cleaning.draft import Draft, lines_of, replay
from cleaning.glued_signature import MAX_LOOKED_AT, glued_signature
from cleaning.glued_tail import once
from cleaning.pipeline import Pipeline
from cleaning.rules.glued import GluedSignature

TITLE = "Xã đảo Hòn Sậy trồng lại mười hai hecta rừng ngập mặn"
P1 = "Sáng nay, hơn hai trăm người dân xã đảo cùng bộ đội biên phòng xuống bãi bồi trồng đợt cây đước đầu tiên."
P2 = "Theo kế hoạch, từ nay đến cuối mùa khô xã sẽ trồng thêm ba đợt nữa trên phần đất trước đây nuôi tôm."
P3 = "Các hộ nhận khoán được trả công theo từng cây sống sau một năm và được nuôi cua dưới tán rừng."


def cleaned(*lines: str):
    record = Record("dump.txt", 0, "\n".join(lines), Media.TEXT)
    return Pipeline(judges=()).clean(record)


@pytest.mark.parametrize(
    ("tail", "author", "agency"),
    [
        ("Vũ Thu Vân", "Vũ Thu Vân", None),
        ("VŨ THU VÂN", "Vũ Thu Vân", None),
        ("Thu Vân - Hải Đăng", "Thu Vân - Hải Đăng", None),
        ("Thu Vân (TTXVN)", "Thu Vân", "TTXVN"),
        ("Thu Vân/VOV", "Thu Vân", "VOV"),
        ("Thu Vân/VOV Thu Vân/VOV", "Thu Vân", "VOV"),
        ("PT/ Báo Cửa Biển", "PT", "Báo Cửa Biển"),
        ("NM (Theo Reuters)", "NM", "Reuters"),
        ("Thu Vân(TH)", "Thu Vân", None),
        ("TTXVN/Tin Tức", None, "TTXVN; Tin Tức"),
        ("Bài và ảnh: Thu Vân", "Thu Vân", None),
        ("Tin, ảnh: Thu Vân (TTXVN)", "Thu Vân", "TTXVN"),
        ("Theo Báo Cửa Biển", None, "Báo Cửa Biển"),
        ("Theo Thu Vân (Báo Cửa Biển)", "Thu Vân", "Báo Cửa Biển"),
        ("Theo Thu Vân (Báo Giao thông)", "Thu Vân", "Báo Giao thông"),
        ("Thu Vân (Báo Giao thông)", "Thu Vân", "Báo Giao thông"),
        ("Theo Thu Vân/Tuổi Trẻ", "Thu Vân", "Tuổi Trẻ"),
        ("Theo Thu Vân/Báo Cửa Biển", "Thu Vân", "Báo Cửa Biển"),
        ("Theo Thu Vân - BS H.Đăng/Báo Cửa Biển", "Thu Vân; BS H.Đăng", "Báo Cửa Biển"),
        ("Theo Tri Thức Trẻ/Tuổi Trẻ", None, "Tuổi Trẻ"),
        ("Theo Hoàn Cầu/Tuổi Trẻ", None, "Tuổi Trẻ"),
        ("Theo Một Thế Giới/Tuổi Trẻ", None, "Tuổi Trẻ"),
        ("Theo Khánh Hòa/Tuổi Trẻ", None, "Tuổi Trẻ"),
        ("Theo Health Plus/Tuổi Trẻ", None, "Tuổi Trẻ"),
        ("(Theo Reuters)", None, "Reuters"),
        ("Thu Vân (t/h) Theo Báo Cửa Biển", "Thu Vân", "Báo Cửa Biển"),
        ("Nhóm phóng viên", "Nhóm phóng viên", None),
        ("Nhóm phóng viên thường trú", "Nhóm phóng viên thường trú", None),
        ("Anh Vũ - Thu Vân", "Anh Vũ - Thu Vân", None),
        ("Thu Vân Theo Reuters", "Thu Vân", "Reuters"),
        ("Nguồn: Sở Nông nghiệp Hòn Sậy", None, "Sở Nông nghiệp Hòn Sậy"),
        ("Thu Vân, Hải Yến", "Thu Vân, Hải Yến", None),
        ("Thu Vân, Hải Yến, Vũ Đăng/VOV", "Thu Vân, Hải Yến, Vũ Đăng", "VOV"),
        ("Thu Vân (từ Hòn Sậy, Lào)", "Thu Vân", None),
        ("Thu Vân (từ Reuters)", "Thu Vân", "Reuters"),
        ("Thu Vân (VOV - Bản Sậy)", "Thu Vân", "VOV"),
        ("Thu Vân Ảnh: Hải Đăng, Vũ Hòa", "Thu Vân", None),
        ("Thu Vân - Hải Đăng Ảnh: Thu Vân", "Thu Vân - Hải Đăng", None),
        ("Thu Vân Ảnh: NVCC", "Thu Vân", None),
        ("Thu Vân (st)", "Thu Vân", None),
        ("(Tổng hợp) Thu Vân", "Thu Vân", None),
        ("(Theo Reuters) Thu Vân", "Thu Vân", "Reuters"),
        ("(Ảnh: Reuters) Thu Vân", "Thu Vân", None),
        ("Thu Vân (Nguồn: Cửa Biển)", "Thu Vân", "Cửa Biển"),
        ("Thu Vân (Tổng hợp Reuters, Cửa Biển)", "Thu Vân", "Reuters; Cửa Biển"),
        ("PT (T/h)", "PT", None),
        ("PT (Theo Cửa Biển)", "PT", "Cửa Biển"),
        ("Thu Vân/VOV Theo Cửa Biển Thu Vân/VOV", "Thu Vân", "VOV; Cửa Biển"),
        ("Thu Vân/VOV.VN Theo Cửa Biển", "Thu Vân", "VOV.VN; Cửa Biển"),
        ("NM - TTXVN", "NM", "TTXVN"),
        ("Thu Vân/VOV - Tây Bắc", "Thu Vân", "VOV"),
        ("VTV Cần Thơ", None, "VTV"),
    ],
)
def test_a_signature_behind_the_last_sentence_is_cut_and_read(tail, author, agency):
    document = cleaned(TITLE, P1, P2, f"{P3} {tail}")
    assert document.text == "\n\n".join((P1, P2, P3))
    assert (document.metadata.author, document.metadata.agency) == (author, agency)
    (removal,) = (r for r in document.removals if r.rule == "glued_signature")
    assert (removal.line, removal.text.strip()) == (4, tail)
    assert removal.role in {Role.BYLINE, Role.SOURCE}


@pytest.mark.parametrize(
    "end",
    [
        "Đoàn công tác còn làm việc với lãnh đạo sở tại TP. Vũ Hòa",
        "Người viết đơn đề nghị hỗ trợ cây giống cho cả xã là PGS. Vũ Thu Vân",
        "Người viết đơn đề nghị hỗ trợ cây giống cho cả xã là Ô. Vũ Thu Vân",
        "Người viết đơn đề nghị hỗ trợ cây giống cho cả xã là HLV. Vũ Thu Vân",
        "Cây giống được lấy về từ vườn ươm của tỉnh bạn ở phía nam. Khánh Hòa",
        "Giống cây này trước đây mọc dày ở cửa sông nhưng đã mất dần. Đước",
        "Người trực tiếp khám cho các hộ trồng rừng hôm ấy là BSCKII. Vũ Thu Vân",
        "Người trực tiếp khám cho các hộ trồng rừng hôm ấy là BS.CK2. Vũ Thu Vân",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Ông Vũ Thu Vân",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Tại Hòn Sậy",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Vũ Thu Vân,",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Theo Reuters, hai bên",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Theo PGS. Vũ Thu Vân",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Để thực hiện",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Tại Hòn Sậy, ghi",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Nhóm",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. GS. Vũ",
        "Vòng chung kết giải chạy bãi bồi đá bù vào chiều chủ nhật tuần sau. Khánh Hòa - Phú Yên",
        "Rừng trồng xen nhiều loại cây để đất bãi chóng cứng lại sau mỗi mùa. Nhóm cây đước",
        "Ai chặt phá rừng phòng hộ ven biển thì bị phạt tiền và phải trồng lại. (Theo Luật Hòn Sậy)",
        "Ai chặt phá rừng phòng hộ ven biển thì bị phạt tiền và phải trồng lại. Theo Sở Nông nghiệp cho hay",
        "Đoàn công tác còn ở lại xã đảo thêm ba ngày nữa để đo đạc lại bãi bồi. By Tuesday",
        "Đơn vị thi công sẽ bàn giao bãi bồi cho xã ngay trong tháng. Công an tỉnh Hòn Sậy",
        "Ai chặt phá rừng phòng hộ ven biển thì bị phạt tiền và phải trồng lại. (Theo Điều 12 Luật Hòn Sậy)",
        "Cây đước con phải che nắng trong hai tuần đầu mới sống được. (Theo Reuters) Đọc",
        "Giống cây này trước đây mọc dày ở cửa sông nhưng đã mất dần. BĐ - LVT",
        "Giống cây này trước đây mọc dày ở cửa sông nhưng đã mất dần. (Ảnh Thu Vân)",
        "Xe chở cây đến bãi lúc trời còn tối và chưa ai kịp ăn sáng. Đọc tiếp",
        "Giống cây này trước đây mọc dày ở cửa sông nhưng đã mất dần. Learn More",
        "Xã sẽ trồng thêm ba đợt nữa trên phần đất trước đây nuôi tôm. Vũ Thu Vân cho biết.",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Khánh Hòa, Phú Yên",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Rừng, Biển, Lễ Hội",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. Ông Vũ Hòa, bà Thu Vân",
        "Bãi bồi năm nay dài hơn năm ngoái chừng nửa cây số về phía đông. (Thu Vân) Hải Đăng",
    ],
)
def test_what_only_looks_like_a_signature_stays(end):
    document = cleaned(TITLE, P1, P2, end)
    assert document.text.endswith(end)
    assert document.metadata.author is None


@pytest.mark.parametrize("end", ["安全第一", "马来西亚", "成都日报"])
def test_some_han_characters_behind_a_sentence_are_no_name(end):
    assert (
        glued_signature(f"今天上午两百多名村民和边防军人一起到海滩种下第一批红树苗，大家都很高兴。{end}")
        is None
    )


@pytest.mark.parametrize("stop", ["rừng.", "rừng./.", "rừng!”", "rừng…"])
def test_a_signature_may_touch_the_stop(stop):
    end = f"{P3.removesuffix('rừng.')}{stop}"
    document = cleaned(TITLE, P1, P2, f"{end}Vũ Thu Vân")
    assert document.text == "\n\n".join((P1, P2, end.removesuffix("/.")))
    assert document.metadata.author == "Vũ Thu Vân"


@pytest.mark.parametrize("end", ["ở Đông Nam Á", "ở TP.HCM", "nói với CNN"])
def test_a_short_word_that_no_stop_shortens_ends_the_sentence_before_a_name(end):
    document = cleaned(TITLE, P1, P2, f"{P3.removesuffix('.')} {end}. Vũ Thu Vân")
    assert document.text.endswith(f"{end}.")
    assert document.metadata.author == "Vũ Thu Vân"


@pytest.mark.parametrize(
    "end",
    [
        "TP.Vũ Hòa",
        "tp.Vũ Hòa",
        "tx.Vũ Hòa",
        "ts.Vũ Thu Vân",
        "ThS.Vũ Thu Vân",
        "Đ.Thu Vân",
        "a.example.Vũ Vân",
    ],
)
def test_a_word_that_is_shortened_before_a_name_goes_on(end):
    document = cleaned(TITLE, P1, P2, f"{P3.removesuffix('.')} của {end}")
    assert document.text.endswith(end)


def test_a_name_within_the_text_stays_where_more_of_it_follows():
    draft = Draft.of(lines_of("\n".join((f"{P1} Vũ Thu Vân", P2))))
    assert not [*GluedSignature().propose(draft)]


def test_a_signature_before_a_picture_s_credit_is_cut_with_it_and_cleaning_again_changes_nothing():
    document = cleaned(TITLE, P1, f"{P2} Bài: Thu Vân - Ảnh: Hải Đăng")
    assert document.text == "\n\n".join((P1, P2))
    assert document.metadata.author == "Thu Vân"
    assert cleaned(TITLE, document.text).text == document.text


def test_a_short_line_before_the_name_is_no_last_paragraph():
    assert glued_signature("Hết mùa. Vũ Thu Vân") is None


def test_a_long_paragraph_without_a_signature_is_read_in_time():
    assert glued_signature("Hòn Sậy. " * 200_000 + "Vân") is None


def test_of_a_long_paragraph_without_spaces_only_its_end_is_read():
    looked_at = []
    with mock.patch("cleaning.glued_signature.is_paragraph", side_effect=looked_at.append):
        assert glued_signature("岸。" * 100_000 + "王") is None
    assert max(map(len, looked_at)) <= MAX_LOOKED_AT


def test_a_credit_that_ends_in_a_stop_is_no_signature_before_one_and_none_after_it_is_cut():
    text = f"{P1} Theo TTXVN! Thu Vân"
    cut = glued_signature(text)
    assert cut is not None
    assert glued_signature(text[: cut.start].rstrip()) is None


@given(
    st.lists(
        st.sampled_from([*".!?… ()/,", "Vân", "Thu", "TP", "theo", "Theo", "TTXVN", "xã", "(t/h)", "Ảnh:"]),
        max_size=30,
    )
)
def test_whatever_is_cut_stands_behind_a_whole_sentence_and_is_cut_once(pieces):
    text = f"{P1} {''.join(pieces)}"
    draft = Draft.of(lines_of(text.strip()))
    signed = draft.apply(GluedSignature().propose(draft)).settle()
    left = signed.body_text()
    assert replay(draft.lines, signed.removals()) == left
    again = Draft.of(lines_of(left))
    assert not [*GluedSignature().propose(again)]
    assert left.startswith(P1)


def test_a_remark_behind_the_last_sentence_stays_and_the_name_behind_it_goes():
    document = cleaned(TITLE, P1, P2, f"{P3} (còn tiếp) Vũ Thu Vân")
    assert document.text == "\n\n".join((P1, P2, f"{P3} (còn tiếp)"))
    assert document.metadata.author == "Vũ Thu Vân"


@pytest.mark.parametrize(
    "end",
    ["(Nguồn ảnh: Reuters)", "Nguồn Ảnh: Reuters", "Thực Hiện Ảnh: Hải Đăng", "Xem thêm Video: Hòn Sậy"],
)
def test_the_credit_of_a_picture_alone_is_no_signature(end):
    assert glued_signature(f"{P3} {end}") is None


def test_a_signature_printed_twice_is_read_once():
    assert once("Thu Vân/VOV Theo Reuters Thu Vân/VOV") == "Thu Vân/VOV Theo Reuters"
    assert once("Thu Vân/VOV Thu Vân/VOV") == "Thu Vân/VOV"
    assert once("Vân Vân") == "Vân Vân"


@pytest.mark.parametrize("end", ["Peter Müller (TH)", "Thomas Mann (ST)"])
def test_two_letters_behind_a_foreign_name_say_nothing_of_the_report(end):
    assert (
        glued_signature(f"Die Kandidaten für die Wahl im Herbst stehen nach langer Sitzung fest. {end}")
        is None
    )


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("Ai sẽ giữ rừng? Thu Vân, Hải Yến, Vũ Đăng", False),
        ("Ai sẽ giữ “rừng?” Thu Vân, Hải Yến", False),
        ("Ai sẽ giữ rừng? Thu Vân", True),
        ("Ai sẽ giữ rừng? Thu Vân, Hải Yến/VOV", True),
        ("Xã sẽ giữ rừng. Thu Vân, Hải Yến", True),
    ],
)
def test_names_behind_a_question_may_answer_it(end, cut):
    assert (glued_signature(f"{P2} {end}") is not None) is cut


@pytest.mark.parametrize("credit", ["Ảnh: Mạnh Hùng.", "(Ảnh: TTXVN)."])
def test_a_name_behind_the_credit_of_a_picture_stays_and_cleaning_again_changes_nothing(credit):
    once_cleaned = cleaned(TITLE, P1, P2, f"{P3} {credit} Thu Vân").text
    assert once_cleaned.endswith(f"{credit} Thu Vân")
    assert cleaned(TITLE, *once_cleaned.split("\n")).text == once_cleaned
