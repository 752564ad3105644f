"""Composed pages of different kinds, each with the menus and the foot that pages have."""

from collections.abc import Sequence

MENU = (
    "Thời sự",
    "Kinh tế",
    "Văn hóa",
    "Thể thao",
    "Giáo dục",
    "Pháp luật",
    "Sức khỏe",
    "Du lịch",
    "Xe",
    "Ảnh",
)
HEADLINES = (
    "Chợ nổi xã Vĩnh Thanh họp lại từ tuần sau",
    "Trường làng bên sông có thêm phòng đọc sách mới",
    "Đội bóng nữ huyện đảo lần đầu vào chung kết",
    "Cầu treo qua suối Nậm được thay ván mặt cầu",
    "Nông dân Bình Hòa trúng mùa bưởi da xanh",
    "Tàu cá của ngư dân Cửa Lở được cứu giữa biển",
    "Lớp học đàn bầu miễn phí mở ở đình làng Thượng",
    "Xe buýt điện chạy thử trên tuyến ven đê",
    "Bão số ba đổi hướng, học sinh được nghỉ một ngày",
    "Thư viện tỉnh số hóa hai nghìn cuốn sách cũ",
    "Làng gốm bên sông đón khách sau mùa nước lên",
    "Hội chợ cây giống khai mạc ở thị trấn Phú Lâm",
)
TEASERS = (
    "Bà con hai bờ kênh đã dọn luồng, cắm phao và lắp đèn để ghe xuồng ra vào lúc trời chưa sáng rõ.",
    "Phòng đọc rộng gần trăm mét vuông, do cựu học sinh góp tiền xây và thầy cô trong trường trông coi.",
    "Các cô gái thắng trận bán kết trong loạt sút luân lưu sau hơn hai giờ thi đấu dưới trời mưa rất to.",
    "Việc sửa chữa kéo dài mười ngày, trong thời gian ấy người dân đi vòng qua ngầm tràn phía thượng lưu.",
)
STORY = (
    "Sáng 12/3, xã Hòa Lộc khánh thành thư viện mới trong khuôn viên trường tiểu học, sau bảy tháng thi công.",
    "Thư viện có ba nghìn cuốn sách, phần lớn do cựu học sinh quyên góp trong dịp hè năm ngoái.",
    "Thầy hiệu trưởng cho biết phòng đọc sẽ mở cửa cả thứ bảy để học sinh các thôn xa có chỗ ngồi học.",
    "Phụ huynh trong xã góp công đóng thêm hai dãy bàn và sơn lại căn phòng cũ từng dùng làm kho để đồ.",
    "Một nhóm sinh viên về nghỉ tết đã dành năm ngày để phân loại sách và dán nhãn theo từng lớp.",
    "Theo kế hoạch, đến cuối năm xã sẽ đặt thêm hai tủ sách lưu động ở thôn Đông và thôn Hạ.",
)


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, *, title: str, head: str = "", menu: bool = True) -> str:
    links = "".join(f"<li><a href='/muc-{n}'>{name}</a></li>" for n, name in enumerate(MENU)) if menu else ""
    foot = "<footer><p>Báo Sông Trà. Tổng biên tập: Lò Văn Ún. Giấy phép số 12.</p></footer>" if menu else ""
    return (
        f"<html lang='vi'><head><title>{title}</title>{head}</head><body><nav><ul>{links}</ul></nav>"
        f"<main>{body}</main>{foot}</body></html>"
    )


def cards(count: int, *, teasers: bool) -> str:
    items = (
        f"<div class='card'><a href='/bai-{n}.html'><img src='/{n}.jpg'></a>"
        f"<h3><a href='/bai-{n}.html'>{HEADLINES[n % len(HEADLINES)]}</a></h3>"
        + (f"<p>{TEASERS[n % len(TEASERS)]}</p>" if teasers else "")
        + "</div>"
        for n in range(count)
    )
    return f"<div class='list'>{''.join(items)}</div>"


def report(
    texts: Sequence[str] = STORY,
    *,
    title: str = "Thư viện mới của trường làng Hòa Lộc",
    head: str = "",
    more: str = "",
) -> str:
    body = f"<article><h1>{title}</h1><div class='content'>{paragraphs(texts)}{more}</div></article>"
    return page(body + cards(6, teasers=False), title=f"{title} - Báo Sông Trà", head=head)


def section(*, teasers: bool) -> str:
    return page(cards(24, teasers=teasers), title="Tin trong tỉnh - Báo Sông Trà")


def product() -> str:
    data = '<script type="application/ld+json">{"@type": "Product", "name": "Ấm", "offers": {"@type": "Offer"}}</script>'
    body = (
        "<div class='product'><h1>Ấm gốm men lam 800 ml</h1><span class='price'>420.000 đ</span>"
        "<form class='add-to-cart'><select><option>800 ml</option></select><input name='quantity'>"
        "<button>Thêm vào giỏ hàng</button></form><h2>Mô tả sản phẩm</h2>"
        "<p>Ấm được nung hai lần ở nhiệt độ cao, giữ nóng gần ba giờ và không ngả màu sau nhiều năm dùng.</p>"
        "<p>Mỗi chiếc được vẽ tay nên hoa văn không chiếc nào giống hẳn chiếc nào, dung tích có thể lệch đôi chút.</p>"
        "<p>Hàng được gói bằng rơm và thùng giấy hai lớp, đổi trả trong bảy ngày nếu nứt vỡ khi vận chuyển.</p></div>"
        "<h2>Sản phẩm tương tự</h2>"
        + "".join(
            f"<div class='product-card'><a href='/am-{n}'>Ấm số {n}</a><span class='price'>{n}10.000 đ</span></div>"
            for n in range(1, 9)
        )
    )
    return page(
        body, title="Ấm gốm men lam 800 ml", head=f"<meta property='og:type' content='product'>{data}"
    )


def thread() -> str:
    posts = "".join(
        f"<article class='message message--post' id='post-{n}'><div class='message-user'><a href='/members/{n}'>"
        f"thanhvien{n}</a><span>Thành viên</span><dl><dt>Bài gửi</dt><dd>{n}12</dd><dt>Tham gia</dt><dd>2019</dd></dl>"
        f"</div><div class='message-cell'><time>0{n}/03/2024</time> <a href='#post-{n}'>#{n}</a>"
        f"<div class='message-body'>{text}</div><a href='#'>Trả lời</a><br><a href='#'>Trích dẫn</a></div></article>"
        for n, text in enumerate(STORY, 1)
    )
    data = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'
    body = (
        "<div class='thread'><h1>Hỏi về máy lọc nước</h1><ul class='pagination'><li><a href='?p=1'>1</a></li>"
        f"<li><a href='?p=2'>2</a></li></ul>{posts}<form class='reply'><button>Gửi trả lời</button></form></div>"
    )
    return page(body, title="Hỏi về máy lọc nước | Diễn đàn", head=data)
