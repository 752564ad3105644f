"""Portals that sell betting are told from news on betting; all texts are composed for these tests."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Document, Media, Record, Rejection, Role
from cleaning.draft import Draft, lines_of
from cleaning.pipeline import Pipeline
from cleaning.roles import assign
from cleaning.rules import injected
from cleaning.spam import BettingPage, is_hacked, measure

PORTALS = {
    "review of a house": """Zobet66 – điểm hẹn của cược thủ Việt
Zobet66 là nhà cái mang tới cho anh em một kho trò chơi đồ sộ, từ casino, nổ hũ, bắn cá cho đến cá cược thể thao.
Ra mắt chưa lâu nhưng Zobet66 đã được đông đảo người chơi gọi là sân chơi đẳng cấp nhờ nạp rút trong ba phút.
Tân thủ đăng ký tài khoản hôm nay có ngay 88k, nạp đầu được thưởng gấp đôi và hoàn trả không giới hạn mỗi tuần.
Bộ phận chăm sóc khách hàng của chúng tôi túc trực 24/7, mọi thông tin của bạn được bảo mật tuyệt đối.
Đừng chần chừ, hãy bấm vào link vào Zobet66 bên dưới rồi tải app để bắt đầu hành trình làm giàu.""",
    "terms of a promotion": """THƯỞNG CHÀO MỪNG 120% CHO HỘI VIÊN MỚI
Đối tượng: hội viên nạp lần đầu từ 200.000 đồng vào sảnh slot hoặc casino.
Vòng cược: 18 vòng trước khi rút tiền, cược hòa và cược hủy không được tính.
Mỗi hội viên chỉ nhận ngay tiền thưởng một lần, mọi hành vi trục lợi khuyến mãi sẽ bị khóa tài khoản.
Cách nhận: đăng nhập, vào mục ưu đãi, chọn gói rồi liên hệ CSKH để được cộng tiền thưởng trong mười phút.""",
    "advice to players": """Mẹo bắt cầu rồng hổ dễ trúng nhất
Rồng hổ là trò mà người chơi nào ghé casino cũng muốn thử vì luật đơn giản hơn baccarat rất nhiều.
Trước hết bạn nên đặt cược nhỏ ở ba ván đầu, quan sát xem cầu đang bệt hay đang đảo rồi mới vào tiền.
Nếu cầu bệt từ bốn ván, anh em cứ theo bên đang thắng, đừng bẻ cầu quá sớm kẻo mất vốn.
Người chơi lâu năm còn gấp thếp, nghĩa là thua thì cược gấp đôi, thắng thì quay lại mức cược ban đầu.
Khi đã lời ba phần vốn bạn hãy dừng, vì nhà cái luôn có lợi thế nếu bạn ngồi bàn quá lâu.""",
    "search phrases in a row": """kubo77 nhà cái uy tín nhất 2024link vào kubo77 không bị chặntải app tài xỉu
game bài đổi thưởng tặng code 50k soi kèo tối nay nổ hũ nạp rút nhanh nhà cái hàng đầu châu á
kubo77 đăng ký nhận khuyến mãi bắn cá kubo77 casino hoàn trả cao kubo77 lô đề tỷ lệ cược tốt nhất""",
    "an English house": """Luckyfern77 Casino: your bonus is waiting
New players at Luckyfern77 receive a welcome bonus of 200% on the first deposit plus sixty free spins on our slots.
Our live dealer tables offer roulette, blackjack and baccarat, and the sportsbook pays the best odds in town.
Fast withdrawals, weekly cashback and a VIP club keep players coming back, with customer support 24/7.
Sign up with the promo code FERN and claim your bonus before midnight. Play now!""",
}

NEWS = {
    "crime that used a portal's promises": """Triệt phá đường dây đánh bạc qua ứng dụng nổ hũ
Chiều 3/4, Công an tỉnh Lam Kiều cho biết vừa khởi tố 11 bị can trong đường dây tổ chức đánh bạc qua mạng.
Theo điều tra, từ giữa năm ngoái Vũ Đình Hoạch thuê người lập trang Zobet66, quảng cáo là nhà cái uy tín, hứa
hoàn trả không giới hạn, nạp đầu thưởng gấp đôi để lôi kéo người chơi tài xỉu, bắn cá và cá cược bóng đá.
Người chơi đăng ký tài khoản, nạp tiền qua thẻ ngân hàng; muốn rút tiền phải đạt đủ vòng cược.
Các đối tượng còn lập nhóm chăm sóc khách hàng trực 24/7 và tặng code cho thành viên mới.
Khám xét sáu địa điểm, cảnh sát thu giữ 40 điện thoại cùng nhiều tang vật. Hoạch bị tạm giam để điều tra thêm.""",
    "a lottery prize": """Vé trúng giải đặc biệt 64 tỷ đồng bán ra ở một quán cà phê
Người trúng giải là một thợ hồ quê ở huyện Tân Lạch, mua vé xổ số lúc tan ca rồi bỏ quên trong túi áo.
Đại diện công ty xổ số kiến thiết cho biết người chơi đến nhận thưởng sáng nay, tiền thưởng sau thuế là 57,6 tỷ.
Anh nói sẽ trả nợ cho mẹ, sửa lại căn nhà dột và gửi một phần cho trường mẫu giáo của xã.
Kỳ quay tiếp theo sẽ diễn ra tối thứ bảy với giải đặc biệt khởi điểm 12 tỷ đồng.""",
    "odds before a match": """Nhà cái đánh giá đội chủ nhà ở cửa trên
Trước trận bán kết tối nay, phần lớn nhà cái châu Âu đặt đội chủ nhà ở cửa trên với tỷ lệ cược 1,75.
Tỷ lệ cược cho kết quả hòa là 3,4, còn cửa đội khách thắng trong 90 phút ăn 4,8.
Hai đội đã gặp nhau chín lần, đội chủ nhà thắng năm, nhưng hàng thủ vắng trung vệ Đoàn Lực vì chấn thương.
Huấn luyện viên đội khách chọn sơ đồ ba trung vệ và nhiều khả năng cất tiền đạo trẻ Thiều Bảo trên ghế dự bị.
Trận đấu bắt đầu lúc 19 giờ 30 trên sân Vĩnh Hà, trọng tài người Hàn Quốc.""",
    "a ruined gambler's own story": """Tôi mất tất cả vì những ván tài xỉu trên điện thoại
Tôi bắt đầu chơi từ một tin nhắn rủ nạp tiền được tặng gấp đôi. Ban đầu tôi thắng, rút tiền về rất nhanh.
Ba tháng sau tôi vỡ nợ. Tôi bán xe, bán đất, vay nặng lãi để gỡ, còn vợ tôi đưa con về bên ngoại.
Những đêm ấy tôi ngồi một mình, nhìn con số trên màn hình chạy mà không còn thấy đó là tiền nữa.
Người trong xóm hay hỏi vì sao tôi không dừng. Cá độ không giống uống rượu, nó không làm ta say để mà tỉnh.
Giờ tôi đi phụ hồ, mỗi tháng trả nợ một ít. Nếu bạn đang đọc những dòng này, xin hãy xóa cái ứng dụng ấy đi.""",
    "a casino policy": """Đề xuất nới điều kiện cho người trong nước vào casino
Bộ Tài chính đang lấy ý kiến về dự thảo nghị định thay thế quy định thí điểm cho người Việt chơi casino.
Theo dự thảo, người chơi phải đủ 21 tuổi, mua vé vào cửa 2,5 triệu đồng mỗi ngày và không bị người thân phản đối.
Doanh nghiệp phải có hệ thống máy đánh bạc và bàn poker, baccarat được kiểm định, lưu hình ảnh 180 ngày.
Một đại biểu cho rằng mức vé còn thấp; người khác lo khó kiểm soát việc cá cược trá hình quanh khu nghỉ dưỡng.""",
    "a house as sponsor": """Câu lạc bộ thành Wexley chia tay nhà tài trợ áo đấu
Câu lạc bộ Wexley hôm nay xác nhận không gia hạn hợp đồng với nhà cái Zobet66 sau khi giải cấm in tên công ty cá
cược trước ngực áo. Hợp đồng cũ trị giá 9 triệu bảng mỗi mùa. Zobet66 vẫn được đặt biển trên sân đến hết năm.
Giám đốc thương mại nói đội đang thương lượng với một hãng hàng không và một ngân hàng trong vùng.
Theo thống kê, bảy trong số hai mươi đội của giải từng mang tên nhà cái trên áo ở mùa trước. Hội cổ động viên
hoan nghênh quyết định, nhưng nhắc rằng giá vé năm nay lại tăng.""",
    "a day's fixtures": """Lịch thi đấu và trực tiếp bóng đá hôm nay
19 giờ: Lam Kiều gặp Vĩnh Hà, sân Lam Kiều. 21 giờ: Tân Lạch gặp Đông Mỗ, sân Tân Lạch.
Đội đầu bảng Lam Kiều chỉ cần một điểm để sớm đi tiếp, còn Vĩnh Hà buộc phải thắng và chờ kết quả trận kia.
Vé của khán đài B còn khoảng hai nghìn chiếc, bán tại cổng số 3 từ 15 giờ chiều nay.""",
    "a warning that repeats the promises": """Những lời mời đổi đời trong nhóm kín
Chỉ cần gõ vài chữ, người dùng mạng gặp ngay các nhóm mời nạp tiền chơi tài xỉu, nổ hũ, hứa khuyến mãi và hoàn trả.
Anh H., thợ điện, được tặng 100 nghìn đồng khi đăng ký tài khoản. Mấy ngày đầu anh rút tiền dễ dàng nên tin đó là
nhà cái uy tín; khi số dư lên 80 triệu đồng, trang bắt anh nạp thêm mới cho rút rồi khóa luôn tài khoản.
Chuyên gia an ninh mạng Lương Trí Tảo cho rằng kết quả do máy chủ định sẵn, người chơi càng lâu càng thua.
Sở Thông tin cảnh báo người dân không bấm vào đường dẫn lạ và không đưa số thẻ cho bất kỳ ai.""",
    "a match preview with odds": """Nhận định, soi kèo Vĩnh Hà – Lam Kiều: Khách lấn chủ
Vĩnh Hà tiếp Lam Kiều tối nay. Theo tỷ lệ kèo, đội khách chấp nửa trái, bạn đọc có thể thấy niềm tin dành cho họ.
Kèo châu Á: 0 : 1/2. Tài xỉu: 2 1/2. Tỷ lệ cược châu Âu: 3,4 - 3,3 - 2,1.
Vĩnh Hà thua ba trong năm trận gần nhất, hàng thủ mắc nhiều lỗi. Tiền vệ đội trưởng hết treo giò nhưng chưa chắc
đá chính. Lam Kiều bất bại sáu trận, tiền đạo ngoại ghi bảy bàn. Chúng tôi dự đoán tỷ số 1-2.""",
    "an English betting inquiry": """Regulator opens inquiry into betting firm
The regulator said on Tuesday it had opened an investigation into a bookmaker accused of keeping players' deposits.
Customers told the court that withdrawals were refused after the firm changed the terms of its welcome bonus.
Police arrested two directors in March. A spokesman for the firm, which runs a casino and a sportsbook, said it
would cooperate. Officials want lawmakers to ban free bets and bonuses aimed at people with gambling debts.""",
}


def document(text: str) -> Document:
    title, _, body = text.partition("\n")
    return Document("1", None, None, "a.txt", 0, title, body, words=len(text.split()))


@pytest.mark.parametrize("text", PORTALS.values(), ids=PORTALS)
def test_a_text_that_sells_betting_is_objected_to(text):
    assert BettingPage().objection(document(text))


@pytest.mark.parametrize("text", NEWS.values(), ids=NEWS)
def test_news_on_betting_is_kept(text):
    assert BettingPage().objection(document(text)) is None


def test_the_crime_report_is_kept_for_its_reporting_and_not_for_want_of_a_pitch():
    crime = document(NEWS["crime that used a portal's promises"])
    assert BettingPage(min_pitch_to_reporting=0).objection(crime)


def test_the_evidence_names_the_words_and_their_density():
    evidence = BettingPage().objection(document(PORTALS["review of a house"]))
    assert evidence
    assert evidence.startswith("«zobet66» 4×, ")
    assert evidence.endswith(" such words in 100, 0 of reporting in all")


REPORT = """Cầu Đá Dựng thông xe sau hai năm
Sáng nay cây cầu nối hai bờ sông Rinh được mở cho xe máy và ô tô dưới 10 tấn đi qua, sớm hơn kế hoạch một tháng.
Cầu dài 214 mét, rộng 9 mét, có lề cho người đi bộ và hai hàng đèn chạy bằng điện mặt trời.
Trước đây học sinh xã bờ bắc phải đi đò, mùa nước lớn thì nghỉ học cả tuần; năm ngoái một chuyến đò đã bị lật.
Bà Hoàng Thị Nhẫn, bán nước ở bến cũ, mừng vì cháu khỏi qua sông, nhưng lo quán nhỏ từ nay vắng khách.
Kinh phí 96 tỷ đồng lấy từ ngân sách huyện và tiền góp của các xưởng gạch trong vùng.
Bến đò sẽ được giữ lại làm nơi neo thuyền chài và dạy bơi cho trẻ em vào dịp hè."""


def test_a_report_between_two_advertisements_is_judged_as_a_report():
    ad = "Nhà cái uy tín, nạp đầu tặng code, casino hàng đầu, hoàn trả cao, bạn đăng ký ngay."
    advertised = document(f"{ad}\n{REPORT}\n{ad}")
    assert BettingPage(min_spread=0).objection(advertised)
    assert BettingPage().objection(advertised) is None


def test_a_text_that_names_no_game_has_no_pitch():
    assert measure("Khuyến mãi hấp dẫn, quý khách đăng ký ngay!") is None


def test_tone_placement_and_case_do_not_hide_the_words():
    found = measure("SOI KÈO và nổ hũ, HOÀN TRẢ cao, hoàn trả, hòan trả")
    assert found
    assert set(found.offers) == {"soi kèo", "nổ hũ"}
    assert found.appeal.total() == 3


def test_a_word_counts_once_and_as_the_longest_phrase():
    found = measure("kèo nhà cái")
    assert found
    assert dict(found.offers) == {"kèo nhà cái": 1}


@pytest.mark.parametrize(("times", "counted"), [(2, False), (3, True)])
def test_a_house_that_names_itself_again_and_again_counts_as_an_offer(times, counted):
    found = measure("casino " + "ở kubo77 " * times)
    assert found
    assert ("kubo77" in found.offers) is counted


def test_the_judge_is_a_value_whose_settings_are_recorded():
    assert pickle.loads(pickle.dumps(BettingPage())) == BettingPage()
    assert "min_appeal=2.0" in repr(BettingPage())


def test_a_pipeline_with_the_judge_gives_the_reason():
    outcome = Pipeline(judges=(BettingPage(),)).clean(
        Record("a.txt", 0, PORTALS["advice to players"], Media.TEXT)
    )
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "betting_page"


@given(st.text(max_size=300), st.integers(0, 4))
def test_any_text_can_be_judged(text, portals):
    verdict = BettingPage().objection(document("\n".join([text, *list(PORTALS.values())[:portals]])))
    assert verdict is None or verdict.endswith("of reporting in all")


def test_a_draft_with_an_injected_keyword_is_hacked():
    hacked = Draft.of(
        lines_of("【soi kèo】Khai mạc hội chợ sách mùa thu tại công viên\nHội chợ có hơn trăm gian.")
    )
    assert is_hacked(assign(hacked, (injected.BracketedKeyword(),)))
    assert any(cut.role is Role.SPAM for cut in assign(hacked, (injected.BracketedKeyword(),)).spans[0])


def test_a_draft_without_injections_is_not_hacked():
    assert not is_hacked(assign(Draft.of(lines_of(NEWS["a lottery prize"])), (injected.BracketedKeyword(),)))
