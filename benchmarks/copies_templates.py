"""Invented Vietnamese that the labelled set of copies is made with: bulletins, boilerplate, stubs, sentences.

Everything in braces is filled by chance; a bulletin with other fillings is another report.
"""

from __future__ import annotations

from typing import Final

PLACES: Final = tuple(
    "Bến Lau|Cồn Sậy|Đồng Vang|Gò Mít|Hòn Rạng|Kênh Tám|Làng Chè|Mỹ Đào|Nà Pheo|Phú Lộc Đông|Quế Lâm|Rạch Dừa|Suối Ngà|"
    "Tân Lạc Hạ|Vĩnh Khê|Xuân Đài|An Tịnh|Bình Mơ|Cát Hạ|Diên Thọ|Ea Bông|Hậu Mỹ|Khe Tre|Long Sậy|Minh Thủy".split("|")
)
"""Places that don't exist."""

PEOPLE: Final = tuple(
    "Lê Văn Bưởi|Trần Thị Sim|Phạm Quốc Đước|Nguyễn Hữu Trám|Hoàng Thị Lựu|Võ Minh Sậy|Đặng Thu Ngâu|Bùi Khắc Mận|"
    "Đỗ Thị Trầu|Ngô Bá Quýt|Huỳnh Kim Thị|Lý A Vừ|Mai Xuân Cói|Tạ Đình Sung|Cao Thị Bòng|Hồ Viết Lạc".split("|")
)
"""People who don't exist."""

BULLETINS: Final = (
    "Dự báo thời tiết {place} ngày {day}: Khu vực {place} nhiều mây, có mưa rào và dông vài nơi, gió nhẹ. Nhiệt độ thấp "
    "nhất từ {a} đến {b} độ C, cao nhất {c} độ C. Độ ẩm trung bình {d} phần trăm. Lượng mưa phổ biến {e} milimét, có nơi "
    "trên {f} milimét. Vùng ven biển {place2} sóng cao {g} mét, tầm nhìn xa trên {h} kilômét. Đài khí tượng lưu ý nguy cơ "
    "ngập úng cục bộ tại {place3} và các vùng trũng thấp. Người dân cần theo dõi các bản tin tiếp theo của đài khí tượng "
    "thủy văn để chủ động ứng phó, che chắn cây con và phơi thóc sớm trong những giờ có nắng.",
    "Giá vàng hôm nay {day}: Mở cửa phiên sáng, vàng miếng tại {place} được niêm yết ở mức {a},{b} triệu đồng một lượng mua "
    "vào và {c},{d} triệu đồng một lượng bán ra. Vàng nhẫn trơn giao dịch quanh mức {e},{f} triệu đồng một lượng. Tại "
    "{place2}, giá mỗi lượng chênh {g} nghìn đồng so với phiên trước. Trên thị trường thế giới, kim loại quý giao dịch ở "
    "mức {h}{a} đô la Mỹ một ounce. Tỷ giá trung tâm được Ngân hàng Nhà nước công bố ở mức 2{b}.{c}{d} đồng một đô la. "
    "Chuyên gia khuyên người mua cân nhắc kỹ, giữ hóa đơn và kiểm tra tuổi vàng trước khi rời quầy giao dịch.",
    "Kết quả xổ số {place} ngày {day}: Giải đặc biệt {h}{a}{b}. Giải nhất {c}{d}{e}. Giải nhì {f}{g}, {b}{c}. Giải ba {d}{h}, "
    "{e}{a}, {f}{b}, {g}{c}. Giải tư {a}{d}, {b}{e}, {c}{f}. Giải năm {d}{g}, giải sáu {e}{h}, giải bảy {a}. Vé trúng thưởng "
    "được trả tại các đại lý của công ty xổ số kiến thiết {place} trong giờ hành chính. Khách hàng mang theo giấy tờ tùy "
    "thân, vé phải còn nguyên, không rách rời, không chắp vá. Thời hạn lĩnh thưởng là ba mươi ngày kể từ ngày mở thưởng.",
    "Giá nông sản ngày {day}: Cà phê nhân xô tại {place} được thu mua ở mức {a}.{b}00 đồng một kilôgam, tại {place2} là "
    "{c}.{d}00 đồng. Hồ tiêu dao động từ {e}.{f}00 đến {g}.{h}00 đồng một kilôgam tùy vùng. Cao su mủ nước {a},{c} đồng một "
    "độ. Gạo xuất khẩu loại năm phần trăm tấm chào bán {b}{d} đô la một tấn. Thương lái cho biết sức mua {mood} so với "
    "tuần trước. Ngành nông nghiệp khuyến cáo bà con phơi sấy đúng kỹ thuật, không bán non và theo dõi giá hằng ngày.",
    "Lịch cắt điện {place} ngày {day}: Điện lực {place} thông báo tạm ngừng cung cấp điện từ {a} giờ {b} đến {c} giờ {d} tại "
    "các khu phố {e}, {f}, {g} và một phần xã {place2} để bảo trì lưới điện, thay {h} máy biến áp. Khu vực {place3} mất "
    "điện luân phiên từ {b} giờ. Khách hàng cần chủ động tắt các thiết bị điện trước giờ cắt và đề phòng có điện trở lại "
    "sớm hơn dự kiến. Mọi thắc mắc xin gọi tổng đài chăm sóc khách hàng, phục vụ suốt ngày đêm kể cả ngày lễ.",
    "Tai nạn giao thông ngày {day}: Theo báo cáo nhanh của ban an toàn giao thông {place}, trong ngày toàn địa bàn xảy ra {a} "
    "vụ, làm {b} người bị thương, thiệt hại ước {c} triệu đồng. Lực lượng chức năng kiểm tra {d} phương tiện, lập biên bản "
    "{e} trường hợp, tước giấy phép {f} trường hợp, tạm giữ {g} xe. Riêng tuyến {place2} đi {place3} xử lý {h} xe quá tải. "
    "Ban an toàn giao thông đề nghị người dân đã uống rượu bia thì không lái xe, đội mũ bảo hiểm và nhường đường.",
)
"""Bulletins whose wording stays and whose facts change."""

MOODS: Final = ("tăng", "giảm", "chững lại", "ổn định", "kém", "khá")

BOILERPLATE: Final = (
    "Mời quý độc giả theo dõi các chương trình đã phát của {site} trên kênh video. Đăng ký nhận bản tin sáng qua thư điện tử.",
    "Liên hệ tòa soạn {site}: đường dây nóng {phone}. Bạn đọc gửi tin, ảnh, bài viết xin ghi rõ họ tên và địa chỉ. Không sao "
    "chép khi chưa có sự đồng ý bằng văn bản của {site}.",
    "Tin nên đọc hôm nay trên {site}. Vui lòng nhập nội dung bình luận không dấu sẽ không được duyệt. Bạn cần đăng nhập để "
    "gửi ý kiến của mình.",
    "{site} giữ bản quyền nội dung trên trang này. Giấy phép hoạt động báo điện tử số {phone}. Tổng biên tập chịu trách "
    "nhiệm nội dung. Thiết kế và vận hành bởi trung tâm nội dung số.",
)
"""What leaks from a site's page into its reports; one of them a site."""

CREDITS: Final = ("Theo {site}", "(Theo {site})", "Nguồn: {site}", "{person}", "{person}/{site}", "")
"""Last lines of a re-publication."""

STUBS: Final = (
    "Mời quý vị và các bạn theo dõi nội dung chi tiết trong video dưới đây.",
    "Bài viết đang được cập nhật, mời bạn đọc quay lại sau ít phút để xem nội dung đầy đủ.",
    "Nội dung này chỉ dành cho bạn đọc đăng ký gói tháng. Đăng nhập để đọc tiếp hoặc chọn một gói phù hợp với bạn.",
)
"""Bodies that many pages share under their own headlines."""

SUBJECTS: Final = (
    "Hợp tác xã {place}|Ủy ban nhân dân xã {place}|Trường cấp hai {place}|Đội bóng {place}|Bệnh viện huyện {place}|"
    "Đoàn thanh niên {place}|Hội nông dân {place}|Ông {person}|Bà {person}|Nhóm thợ do {person} dẫn đầu|Chợ đầu mối {place}|"
    "Trạm kiểm lâm {place}|Xưởng dệt của {person}|Thư viện {place}"
).split("|")
DEEDS: Final = (
    "vừa khánh thành|đã sửa lại|bắt đầu trồng|chuẩn bị mở rộng|mới tiếp nhận|kêu gọi bảo vệ|thống nhất di dời|tạm dừng xây|"
    "đang đo vẽ|quyết định bán|nhận bàn giao|tổ chức kiểm kê|lên kế hoạch nạo vét|góp tiền mua"
).split("|")
THINGS: Final = (
    "{n} phòng học lợp ngói|con kênh dài {n} mét|{n} gốc bưởi lâu năm|cây cầu gỗ bắc qua suối {place}|chiếc máy sấy thóc công suất {n} tạ|"
    "{n} thùng ong|bãi đỗ xe rộng {n} mét vuông|đàn trâu {n} con|{n} bộ sách giáo khoa|giếng nước sâu {n} mét|khu vườn ươm {n} cây giống|"
    "đường đất nối {place} với {place2}|{n} chiếc thuyền nan|mái đình trăm tuổi"
).split("|")
TAILS: Final = (
    "sau nhiều tháng chờ vốn|trước khi mùa mưa đến|với sự giúp sức của bà con {place}|theo lời kể của {person}|dù kinh phí còn thiếu {n} "
    "triệu đồng|trong tiếng trống hội|để kịp vụ đông xuân|mà không cần thuê người ngoài|như đã hứa từ năm trước|bằng tiền bán {n} tấn "
    "khoai|khi trời vừa tạnh mưa|giữa lúc giá phân bón tăng {n} phần trăm|cùng các cụ cao niên|vào sáng chủ nhật vừa qua"
).split("|")
"""Parts of sentences: a composed story has no two alike."""
