"""Texts of any size for the cost curve: one long line, or many lines, of kinds that have made rules slow.

All are made up. A long line stands in a small report, because some rules only look at lines of a report that
has a title and paragraphs; of many lines the kind fills what follows the first paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

Make = Callable[[int], str]
"""Takes a size (characters of a long line, or a number of lines), returns the text of a record."""

TITLE: Final = "Xóm núi có thêm con đường bê tông qua suối"
GLUED: Final = "XómnúicóthêmconđườngbêtôngquasuốiSoikèo"
SENTENCE: Final = "Bà con hai bờ suối cùng nhau dựng lại cây cầu tre bị lũ cuốn trôi hồi đầu tháng trước."
HEADLINE: Final = "Chợ quê mở lại phiên đêm sau mùa lũ, số"
LETTERS: Final = "bcdghklmnpqrstvx"
CHINESE: Final = "村民们一起修好了被洪水冲走的竹桥，孩子们又能走路去上学了。"


def _line(unit: str, size: int) -> str:
    long_line = (unit * (size // len(unit) + 1))[:size].strip()
    return f"{TITLE}\n\n{SENTENCE}\n\n{long_line}\n\n{SENTENCE} Cầu rộng hai mét.\n"


def _lines(*units: str, count: int, gap: str = "\n") -> str:
    many = (
        units[at % len(units)].replace("#", _code(at)).replace("@", f"{100 + at % 900}")
        for at in range(count)
    )
    return f"{TITLE}\n\n{SENTENCE} Cầu mới rộng hai mét.\n\n{SENTENCE}\n\n{gap.join(many)}\n"


def _code(number: int) -> str:
    """Return four letters for ``number``: lines differ, are equally long and hold no year."""
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(4))


def _of_line(unit: str) -> Make:
    return partial(_line, unit)


def _of_lines(*units: str, gap: str = "\n") -> Make:
    return lambda count: _lines(*units, count=count, gap=gap)


LONG_LINES: Final[dict[str, Make]] = {
    "prose": _of_line(f"{SENTENCE} "),
    "words, no full stop": _of_line("sông nước miền quê "),
    "headline after headline": _of_line(f"{HEADLINE} hai "),
    "dates": _of_line("Chợ nổi mở lại (02/07/2024) "),
    "digits": _of_line("1/2 "),
    "no spaces": _of_line("sôngnướcmiềnquê"),
    "digits, no spaces": _of_line("0123456789"),
    "full stops": _of_line("."),
    "closing marks": _of_line('.”"’)'),
    "opening brackets": _of_line("("),
    "brackets": _of_line("(a) "),
    "commas": _of_line("a,"),
    "colons": _of_line("a: "),
    "bars": _of_line("| "),
    "steps of a path": _of_line("Kinh tế › "),
    "photo credits": _of_line("Ảnh: "),
    "domains": _of_line("Ảnh: a.bc.de"),
    "comments": _of_line("Bình luận (3) Trả lời Thích "),
    "title without spaces": _of_line(f"{GLUED} hôm qua "),
    "title without spaces, glued": _of_line(GLUED),
    "keyword in brackets": _of_line("【soi kèo】"),
    "betting": _of_line("Soi kèo uy tín, nạp đầu tặng code ngay hôm nay. "),
    "Chinese": _of_line(CHINESE),
    "combining marks": _of_line("a\u0323\u0302"),
    "marks without end": _of_line("\u0301\u0323"),
    "Cyrillic look-alikes": _of_line("Нội "),
    "eth for đ": _of_line("ðường ðến "),
    "English": _of_line("The village has a new road across the stream, and children walk to school again. "),
}

MANY_LINES: Final[dict[str, Make]] = {
    "paragraphs": _of_lines(f"{SENTENCE} Nhịp cầu số # dài sáu mét.", gap="\n\n"),
    "equal paragraphs": _of_lines(SENTENCE),
    "headlines": _of_lines(f"{HEADLINE} #"),
    "headlines, dated": _of_lines(f"{HEADLINE} # (02/07/2024)"),
    "headline and teaser": _of_lines(f"{HEADLINE} #", f"{SENTENCE} Phiên # đông khách."),
    "labels of lists": _of_lines("Tin liên quan", f"{HEADLINE} #"),
    "lists between paragraphs": _of_lines(
        "Tin liên quan", f"{HEADLINE} #", f"{SENTENCE} Nhịp # xong.", f"{SENTENCE} Nhịp # mở."
    ),
    "labels, each with a teaser": _of_lines("Tin liên quan", f"{HEADLINE} #", f"{SENTENCE} Phiên # đông."),
    "headlines doubled": _of_lines(f"{HEADLINE} # {HEADLINE} #"),
    "headlines doubled, teasers": _of_lines(f"{HEADLINE} # {HEADLINE} #", f"{SENTENCE} Phiên # đông."),
    "headlines doubled, set apart": _of_lines(f"{HEADLINE} # {HEADLINE} #", f"{SENTENCE} #.", gap="\n\n"),
    "headlines twice": _of_lines(
        f"{HEADLINE} này", f"{HEADLINE} này", f"{SENTENCE} Phiên # đông.", gap="\n\n"
    ),
    "links": _of_lines(f">> {HEADLINE} #"),
    "digits": _of_lines("@"),
    "dates": _of_lines("02/07/2024", "10:05 | 03/04/2024 GMT+7"),
    "scores": _of_lines("Sông Trà - Núi Ấn 2:1", "90' @"),
    "clocks": _of_lines("0:00 / 3:25"),
    "labels of comments": _of_lines("Bình luận (@)"),
    "labels of comments, prose below": _of_lines("Bình luận (3)", f"{SENTENCE} Nhịp # xong."),
    "comments": _of_lines(
        "Lan Anh", "Đường đẹp quá bà con ơi, lần # tôi về thăm.", "Trả lời Thích @ giờ trước"
    ),
    "names": _of_lines("Lan Anh"),
    "credits": _of_lines("Theo Báo Ven Sông"),
    "bylines": _of_lines("Bài và ảnh: Lan Anh"),
    "credited captions": _of_lines("Cầu mới qua suối, nhịp #. Ảnh: Lan Anh"),
    "captions doubled": _of_lines("Cầu mới qua suối.", "Cầu mới qua suối."),
    "table cells": _of_lines("| Cầu mới qua suối, nhịp #. |"),
    "set apart": _of_lines("Cầu mới qua suối.", f"{SENTENCE} #.", gap="\n\n\n"),
    "menu": _of_lines("Kinh tế", "Thể thao", "Chia sẻ", "Bản in @"),
    "imprint": _of_lines("Tổng biên tập: An Nhiên. Điện thoại: 0123 @. Giấy phép số @"),
    "calls to write": _of_lines("Mời bạn đọc gửi ý kiến về bandoc@vensong#.example"),
    "end marks": _of_lines(f"{SENTENCE[:-1]}./."),
    "verses": _of_lines("Suối ơi suối chảy về đâu", "Cho tre nghiêng bóng bắc cầu em qua"),
    "list": _of_lines("- Nhịp thứ # dài sáu mét;"),
    "betting": _of_lines(
        "Soi kèo uy tín #, nạp đầu tặng code", f"{HEADLINE} #", "Nhà cái # hoàn tiền mỗi ngày."
    ),
    "keywords in brackets": _of_lines("【soi kèo】Chợ quê mở lại phiên #", "(编辑:Kinh tế)"),
    "Chinese": _of_lines(f"{CHINESE}第#座。"),
    "English": _of_lines(
        "The village has road number # across the stream, and children walk to school again."
    ),
    "one letter": _of_lines("a"),
}
