"""Pages that a site fills anew every day: schedules, fixtures, horoscopes, almanacs, draws, police notices.

What makes them hard: most of their words are the same every day, in some their numbers too.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, NamedTuple

from benchmarks import copies_templates as invented

HOURS: Final = range(5, 24)
SIGNS: Final = 12


class Daily(NamedTuple):
    """The headline and the paragraphs of one day's page."""

    title: str
    paragraphs: list[str]


def schedule(chance: random.Random) -> Daily:
    """Return a channel's programme: fixed times, two of three programmes the same every day."""
    channel, rows = f"Kênh {chance.randint(1, 4)}", []
    for hour in HOURS:
        usual = invented.PROGRAMMES[hour % len(invented.PROGRAMMES)]
        fixed = hour % 3 or chance.random() < 0.2
        shown = usual if fixed else f"Phim {chance.choice(invented.PROGRAMMES)} tập {chance.randint(1, 40)}"
        rows.append(f"{hour}h{(hour * 7) % 6}0 {shown}")
    return Daily(f"Lịch phát sóng {channel} ngày {_day(chance)}", rows)


def fixtures(chance: random.Random) -> Daily:
    """Return the matches of a day: who meets whom, at hours that are always the same."""
    rows = [f"{hour}:00 {_match(chance)} (vòng {chance.randint(1, 30)})" for hour in HOURS[8:]]
    lead = (
        "Các trận đấu diễn ra theo giờ địa phương, bạn đọc lưu ý giờ bóng lăn có thể thay đổi vào phút chót."
    )
    return Daily(f"Lịch thi đấu bóng đá hôm nay {_day(chance)}", [lead, *rows])


def horoscope(chance: random.Random) -> Daily:
    """Return twelve signs, each with sentences from one store and hardly a number."""
    rows = [f"Tuổi thứ {sign}: {' '.join(chance.sample(invented.ADVICE, 3))}" for sign in range(1, SIGNS + 1)]
    return Daily(f"Tử vi ngày {_day(chance)} của mười hai con giáp", rows)


def almanac(chance: random.Random) -> Daily:
    """Return a day of the lunar calendar: its hours are a choice of the same twelve."""
    day, hours = _day(chance), [f"{name} ({start}h-{start + 2}h)" for name, start in _hours()]
    good = chance.sample(hours, SIGNS // 2)
    named = f"{chance.choice(_STEMS)} {chance.choice(_BRANCHES)}"
    rows = [
        f"Ngày {day} dương lịch là ngày {chance.randint(1, 30)} âm lịch, ngày {named}.",
        f"Giờ tốt: {', '.join(good)}. Giờ xấu: {', '.join(one for one in hours if one not in good)}.",
        f"Nên làm: {', '.join(chance.sample(invented.ADVICE, 4))}",
        _CREED,
    ]
    return Daily(f"Âm lịch hôm nay ({day}): xem giờ tốt, giờ xấu", rows)


def draw(chance: random.Random) -> Daily:
    """Return a lottery's numbers under a headline that is the same every day."""
    place = chance.choice(invented.PLACES[:4])
    prizes = [f"Giải {name}: {' - '.join(_digits(chance, size, count))}" for name, size, count in _PRIZES]
    lead = f"Công ty xổ số kiến thiết {place} mở thưởng chiều nay với kết quả như sau, mời bạn đọc dò vé."
    return Daily(f"Kết quả xổ số {place} hôm nay", [lead, *prizes])


def notice(chance: random.Random) -> Daily:
    """Return a police notice: names, places and amounts in sentences that never change."""
    fillings = {
        "person": chance.choice(invented.PEOPLE),
        "home": chance.choice(invented.PLACES),
        "place": chance.choice(invented.PLACES),
        "age": chance.randint(18, 60),
        "crime": chance.choice(invented.CRIMES),
        "hour": chance.randint(1, 23),
        "day": _day(chance),
        "count": chance.randint(2, 90),
        "exhibit": chance.choice(invented.EXHIBITS),
        "money": chance.randint(2, 90),
    }
    return Daily(f"Khởi tố đối tượng ở {fillings['place']}", [invented.NOTICE.format(**fillings)])


DAILY: Final[dict[str, Callable[[random.Random], Daily]]] = {
    "schedule": schedule,
    "fixtures": fixtures,
    "horoscope": horoscope,
    "almanac": almanac,
    "draw": draw,
    "notice": notice,
}

_CREED: Final = (
    "Theo quan niệm của người xưa, việc lớn nên chọn ngày lành giờ tốt để mọi sự hanh thông, thuận buồm xuôi "
    "gió; việc nhỏ thì không cần quá câu nệ. Thông tin trong bài mang tính chất tham khảo và chiêm nghiệm."
)
_STEMS: Final = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES: Final = (
    "Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi",
)  # fmt: skip
_PRIZES: Final = (
    ("đặc biệt", 6, 1),
    ("nhất", 5, 1),
    ("nhì", 5, 2),
    ("ba", 5, 6),
    ("tư", 4, 4),
    ("năm", 4, 6),
)


def _match(chance: random.Random) -> str:
    return f"{chance.choice(invented.PLACES)} - {chance.choice(invented.PLACES)}"


def _hours() -> list[tuple[str, int]]:
    return [(name, (2 * at + 23) % 24) for at, name in enumerate(_BRANCHES)]


def _digits(chance: random.Random, size: int, count: int) -> list[str]:
    return [f"{chance.randrange(10**size):0{size}}" for _ in range(count)]


def _day(chance: random.Random) -> str:
    return f"{chance.randint(1, 28)}/{chance.randint(1, 12)}"
