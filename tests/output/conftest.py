"""A small factory of outcomes, and a corpus filled by two runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from cleaning.document import Document, Failure, Metadata, Rejection, Removal, Role
from output.corpus import Corpus
from output.plan import CopyOf
from output.run import RunSummary

HANOI = timezone(timedelta(hours=7))
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

UI_LINE = Removal(3, Role.UI, "share_bar", "names of networks", "Chia sẻ qua thư", 0, 15)
SPAN = Removal(5, Role.SPAM, "injected_keyword", "glued to the title", "keo nha cai ", 10, 22)
DATE_LINE = Removal(2, Role.DATE, "date_line", "a whole line is a date", "01/03/2026 09:15", 0, 16)


def base_id(url: str | None, text: str) -> str:
    return sha256((url or text).encode()).hexdigest()[:32]


def document(number: int = 0, **changes: object) -> Document:
    """Return a document whose address, title and text depend on ``number``."""
    text = str(
        changes.pop("text", f"Đoàn công tác số {number} đến thăm cảng.\n\nHai bên trao đổi về đê biển.")
    )
    url = changes.pop("url", f"https://bao{number % 3}.example/tin/{number}")
    metadata = Metadata(
        title=f"Chuyến thăm thứ {number}",
        author="Lê Thị Mận" if number % 2 else None,
        agency="TTX Mẫu",
        section="Đối ngoại",
        tags=("cảng biển", "đê"),
        published_at=datetime(2026, 1 + number % 3, 1 + number % 28, 8, 30, tzinfo=HANOI),
        published_precision="minute",
    )
    made = Document(
        id=base_id(url, text),  # type: ignore[arg-type]
        url=url,  # type: ignore[arg-type]
        site=f"bao{number % 3}.example" if url else None,
        source_path="kho/tin.jsonl",
        source_record=number,
        title=f"Chuyến thăm thứ {number}",
        text=text,
        captions=("Ảnh: cầu cảng lúc sáng sớm",),
        metadata=metadata,
        language="vi",
        language_score=0.99,
        words=len(text.split()),
        removals=(DATE_LINE, UI_LINE, SPAN),
    )
    return replace(made, **changes)


def rejection(number: int = 0, reason: str = "too_short", **changes: object) -> Rejection:
    changes.setdefault("removals", (UI_LINE,))
    return Rejection(
        document(number, text=f"Tin vắn {number}", **changes), reason, "2 words, at least 50 wanted"
    )


def failure(number: int = 0, reason: str = "invalid_json") -> Failure:
    return Failure("kho/hong.jsonl", number, reason, "line 3 column 7: ',' expected", text='{"text": ')


Fill = Callable[..., RunSummary]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def fill(root: Path) -> Fill:
    """Return a function that commits outcomes as one run; runs are named r1, r2, … an hour apart."""
    numbers = count(1)

    def commit(
        outcomes: Iterable[Document | Rejection | Failure],
        copies: Mapping[int, CopyOf] | None = None,
        families: Mapping[int, int | str] | None = None,
    ) -> RunSummary:
        number = next(numbers)
        clock = NOON + timedelta(hours=number)
        with Corpus(root).run(
            f"r{number}",
            settings={"stages": ["TooShort(min_words=50)"]},
            inputs=["kho/tin.jsonl"],
            tool_version="0.1.0",
            now=lambda: clock,
        ) as run:
            for outcome in outcomes:
                run.stage(outcome)
            return run.commit(copies, families)

    return commit


@pytest.fixture
def filled(fill: Fill, root: Path) -> Path:
    """Return a corpus of two runs: 9 + 3 documents, 2 copies, 2 rejected and 1 failed record."""
    first = [*map(document, range(10)), rejection(20), rejection(21, "wrong_language"), failure(1)]
    fill(first, {9: CopyOf(0, "near", 0.83)})
    settled = document(1).id
    fill([*map(document, range(30, 34))], {0: CopyOf(settled, "exact", 1.0)}, {1: 2})
    return root


@pytest.fixture
def nights(fill: Fill, root: Path) -> Path:
    """Return a corpus of four small runs; the third has a copy of a document of the first."""
    fill([*map(document, range(5)), rejection(50), failure(1)])
    fill([*map(document, range(10, 14))])
    fill([*map(document, range(20, 23))], {0: CopyOf(document(1).id, "near", 0.8)}, {1: document(2).id})
    fill([*map(document, range(30, 32)), rejection(51)], {1: CopyOf(document(10).id, "exact", 1.0)})
    return root


def files(root: Path, table: str = "documents") -> list[str]:
    """Return the names of the files of ``table``."""
    return sorted(path.name for path in (root / table).iterdir())
