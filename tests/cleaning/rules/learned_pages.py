"""A report and the lines of a page around it, for the tests of the learned rules."""

from cleaning.draft import Draft, lines_of
from cleaning.pipeline import EDITORS, RULES
from cleaning.roles import assign

REPORT = """Bến Lau mở lại chợ phiên sau ba năm

Sáng 12/4, chợ phiên Bến Lau họp lại buổi đầu tiên sau ba năm vắng bóng, kéo theo hơn hai trăm ghe hàng từ các xã ven sông.
Ban quản lý chợ cho biết các lối đi đã được nâng nền thêm nửa mét, hệ thống thoát nước làm mới toàn bộ.
Bà Lê Thị Sáu, bán cá khô ở đây đã bốn mươi năm, dậy từ hai giờ sáng để kịp dọn hàng vào chỗ cũ.
“Ngồi lại đúng gốc bàng ngày trước, tôi thấy mình như trẻ ra”, bà nói.
Huyện dự tính mỗi tháng chợ họp bốn phiên, vào các ngày chủ nhật, và miễn phí chỗ ngồi đến hết năm."""
FURNITURE_LINES = """Bến Lau Online
Nhịp sống
Ruộng đồng
Sông nước
Chợ quê
Bạn viết
Hộp thư"""
FOOT = """Gửi lời nhắn
Hiện thêm 12 lời nhắn
Chuyện cùng bến
Cá linh về sớm hơn mọi năm nửa tháng
Lớp học chữ bên bếp trấu của cô giáo về hưu
Ba đời đóng ghe bên rạch Cái Lân
Người giữ lửa lò gạch cuối cùng ở cù lao
Bến Lau Online giữ bản quyền
Người phụ trách: Lâm Văn Tưởng"""
SENTENCE = "Phiên chợ thứ {} có thêm vài chục ghe hàng từ các xã ven sông và đông khách hơn phiên trước."
SAFE = [
    "Chủ ghe chở trái cây từ vùng trên xuống nói rằng hàng bán hết trước khi nắng lên tới mái chợ.",
    "Nhiều người đi xa về ghé lại chỉ để ăn một tô bún nước lèo như hồi còn nhỏ theo mẹ ra chợ.",
    "Tới trưa thì nước đứng, ghe hàng quay mũi về bến, mặt sông lại rộng ra như mọi ngày trong tuần.",
    "Hàng bán chạy nhất vẫn là cá linh đầu mùa, bông điên điển và những bó sen hái từ lúc mờ sáng.",
    "Người bán không phải trả tiền chỗ, chỉ góp mỗi ghe một giỏ rác mang lên bờ trước khi chợ tan.",
    "Trẻ con theo mẹ đi chợ được phát sách cũ, ngồi đọc dưới mái hiên của nhà máy xay lúa bỏ không.",
    "Phiên tới, ban quản lý hứa có thêm nước sạch và một mái che cho người bán rau ở cuối bến.",
]


def assigned(text: str) -> Draft:
    return assign(Draft.of(lines_of(text)), EDITORS)


def by_rules(text: str) -> Draft:
    """Return the draft of ``text`` as the rules leave it to the model."""
    draft = Draft.of(lines_of(text))
    for rule in RULES:
        draft = draft.apply(rule.propose(draft))
    return draft
