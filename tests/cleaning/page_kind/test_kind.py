"""Pages that are no report end as rejections with a reason of their own; reports like them stay."""

import pickle

import pytest

from cleaning.document import Document, Media, Record, Rejection
from cleaning.page_kind.kind import NOT_REPORTS, NotAReport
from cleaning.pipeline import Pipeline, judges
from tests.cleaning.page_kind.pages import (
    STORY,
    cards,
    page,
    paragraphs,
    product,
    report,
    section,
    thread,
)

NOTICE = "Đăng ký gói thành viên để đọc tiếp bài viết này."
CLOSED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Thư viện mới", "isAccessibleForFree": "False"}</script>'
VIDEO = "<meta property='og:type' content='video.other'>"


def judged(html: str | bytes, media: Media = Media.HTML) -> str:
    """Return the reason for which the main job rejects a page, empty when it keeps it."""
    outcome = Pipeline(judges=judges()).clean(Record("trang.html", 0, html, media))
    return outcome.reason if isinstance(outcome, Rejection) else ""


NOT_REPORT_PAGES = {
    "a section of teasers": (section(teasers=True), "list_page"),
    "a home page of linked headlines": (section(teasers=False), "list_page"),
    "a home page with a word of the paper's own in a box over it": (
        section(teasers=False).replace("<main>", f"<div class='modal-intro'>{paragraphs(STORY)}</div><main>"),
        "list_page",
    ),
    "an offer": (product(), "product_page"),
    "a thread": (thread(), "forum_page"),
    "an address where nothing is": (
        page(
            "<h1>Không tìm thấy trang</h1><p>Bài viết đã chuyển đi hoặc chưa từng có ở đây.</p>", title="404"
        ),
        "error_page",
    ),
    "an error above linked headlines": (
        page("<h1>404 - Page not found</h1>" + cards(20, teasers=False), title="Báo Sông Trà"),
        "error_page",
    ),
    "a door for readers": (
        page(
            "<h2>Checking your browser</h2><p>This takes some seconds.</p>",
            title="Just a moment...",
            menu=False,
        ),
        "blocked_page",
    ),
    "a puzzle for readers": (
        page(
            "<form class='g-recaptcha'></form><p>Xin làm theo hướng dẫn.</p>",
            title="Báo Sông Trà",
            menu=False,
        ),
        "blocked_page",
    ),
    "a puzzle without a word": (
        "<html><body><script src='https://challenges.cloudflare.com/x.js'></script></body></html>",
        "blocked_page",
    ),
    "a player": (
        page(
            "<h1>Lễ hội đua thuyền</h1><video src='a.mp4'></video><p>Hình ảnh từ sông Trà sáng nay.</p>",
            title="Lễ hội đua thuyền",
            head=VIDEO,
        ),
        "video_page",
    ),
    "a teaser and a notice": (report((*STORY[:3], NOTICE)), "paywall"),
    "a teaser that its data call closed": (report(STORY[:3], head=CLOSED), "paywall"),
    "a shell that asks for scripts": (
        "<html><body><div id='root'></div><p>Báo Sông Trà</p><noscript>Vui lòng bật JavaScript.</noscript></body></html>",
        "needs_browser",
    ),
    "a shell": ("<html><body><p>Báo Sông Trà</p><div id='__next'></div></body></html>", "needs_browser"),
}


@pytest.mark.parametrize("name", NOT_REPORT_PAGES)
def test_page_that_is_no_report_is_rejected_by_what_it_is(name: str) -> None:
    html, reason = NOT_REPORT_PAGES[name]
    assert judged(html) == reason


LONG = (
    *STORY,
    *(text.replace("xã", "phường").replace("Sáng 12/3", f"Chiều 1{n}/3") for n in range(3) for text in STORY),
)
REPORTS = {
    "a report beside cards of others": report(),
    "a brief among cards of others": report(STORY[:3]),
    "a report without any markup": page(paragraphs(STORY), title="Thư viện", menu=False),
    "a report on an error": report(title="Lỗi 404 khiến hàng nghìn người không vào được cổng dịch vụ"),
    "a report on robots": report(title="Cổng vé tàu thêm captcha, hành khách phàn nàn"),
    "a report on prices": report(
        (
            *STORY,
            "Vé vào cửa 20.000 đ, trẻ em 10.000 đ; thẻ năm giá 150.000 đ, có thể mua ngay tại cổng thư viện.",
        )
    ),
    "a closed report shown whole": report(LONG, head=CLOSED),
    "a whole report above an offer of a subscription": report(LONG, more=f"<p>{NOTICE}</p>"),
    "a report with a recording": report(head=VIDEO, more="<video src='a.mp4'></video>"),
    "a report for browsers without scripts, too": report(
        more="<noscript>Vui lòng bật JavaScript.</noscript>"
    ),
    "a report in an application": report().replace("<main>", "<div id='root'></div><main>"),
    "a report that opens in a box over the home page": section(teasers=False)
    .replace(
        "<main>",
        f"<div class='modal'><h1>Thư viện mới của trường làng</h1>{paragraphs(STORY)}</div><main>",
    )
    .replace("Tin trong tỉnh", "Thư viện mới của trường làng"),
    "a report beside a box": report(
        more="<div role='dialog'><p>Báo Sông Trà mời bạn đọc ủng hộ tủ sách của các trường vùng cao.</p></div>"
    ),
    "verses": page(
        "<article><h1>Bến đò chiều</h1>"
        + "".join(
            f"<p>Con đò chở nắng qua sông lần thứ {n}<br>Bờ bên kia có người mong<br>Mái chèo khua nhẹ</p>"
            for n in range(8)
        )
        + "</article>",
        title="Bến đò chiều - thơ",
    ),
    "questions and answers": report(
        tuple(
            line
            for n in range(8)
            for line in (
                f"- Ông đi lần thứ {n} khi nào?",
                "- Năm ngoái, mưa to lắm. Cả đoàn phải ngủ lại ở bến đò, sáng sau mới qua sông được.",
            )
        )
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_kept_whatever_it_is_about(name: str) -> None:
    assert judged(REPORTS[name]) == ""


def test_text_without_a_page_is_never_objected_to() -> None:
    text = "Không tìm thấy trang\n\n" + "\n\n".join(f"{n}. {line}" for n, line in enumerate(STORY * 2))
    assert judged(text, Media.TEXT) == ""


def test_evidence_names_what_was_seen() -> None:
    outcome = Pipeline(judges=judges()).clean(Record("trang.html", 0, product(), Media.HTML))
    assert isinstance(outcome, Rejection)
    assert outcome.evidence.startswith("reads as an offer (probability ")
    assert " (a report " in outcome.evidence


def test_rejected_page_keeps_its_text_and_its_address() -> None:
    record = Record("trang.html", 0, thread(), Media.HTML, url="https://dien-dan.example/t/1")
    outcome = Pipeline(judges=judges()).clean(record)
    assert isinstance(outcome, Rejection)
    assert (outcome.document.url, bool(outcome.document.text)) == ("https://dien-dan.example/t/1", True)


def test_without_its_judge_a_page_goes_on() -> None:
    html, reason = NOT_REPORT_PAGES["a thread"]
    others = tuple(judge for judge in judges() if judge.reason != reason)
    assert isinstance(Pipeline(judges=others).clean(Record("a", 0, html, Media.HTML)), Document)


@pytest.mark.parametrize("reason", NOT_REPORTS)
def test_judge_travels_to_workers_and_says_its_reason(reason: str) -> None:
    judge = pickle.loads(pickle.dumps(NotAReport(reason)))
    assert (judge.reason, repr(judge)) == (reason, f"NotAReport(reason='{reason}')")
