"""Which of two copies stays: publisher before aggregator, agency before its customers, longer, clean; both ways."""

from datetime import UTC, datetime, timedelta

import pytest

from cleaning.dedup import copy_key, relate
from cleaning.dedup.origin import Origin, origin
from cleaning.document import Document, Metadata

DAY = datetime(2024, 3, 5, 8, 0, tzinfo=UTC)
PARTS = [f"chữ{first}{second}" for first in "abcdghiklm" for second in "nopqrstuvx"]
TEXT = " ".join(PARTS)
LONGER = f"{TEXT} rồi mọi người cùng ra về trước lúc trời sập tối"


def document(name, text, *, site=None, agency=None, at=None, flags=()):
    metadata = Metadata(agency=agency, published_at=at, published_precision="minute" if at else None)
    return Document(
        id=name,
        url=None,
        site=site,
        source_path="dump.jsonl",
        source_record=0,
        title="Tin",
        text=text,
        metadata=metadata,
        flags=flags,
    )


def copies(documents):
    found = relate(map(copy_key, documents), lambda wanted: [(at, documents[at].text) for at in wanted])
    return {documents[at].id: documents[copy.kept].id for at, copy in found.copies.items()}


EARLIER = DAY - timedelta(hours=1)
KEPT_AND_COPY = {
    "publisher before aggregator, though later": (
        document("z", TEXT, site="baolang.example", at=DAY),
        document("a", TEXT, site="baomoi.com", at=EARLIER),
    ),
    "agency before its customer at the same minute": (
        document("z", TEXT, site="vietnamplus.vn", at=DAY),
        document("a", TEXT, site="baolang.example", agency="TTXVN", at=DAY),
    ),
    "a report without a credit before one that credits an agency": (
        document("z", TEXT, site="baolang.example", at=DAY),
        document("a", TEXT, site="baoxom.example", agency="TTXVN", at=DAY),
    ),
    "earlier before later": (document("z", TEXT, at=EARLIER), document("a", TEXT, at=DAY)),
    "longer before shorter": (document("z", LONGER), document("a", TEXT)),
    "longer before shorter of one minute": (document("z", LONGER, at=DAY), document("a", TEXT, at=DAY)),
    "clean before flagged, though later": (
        document("z", TEXT, at=DAY),
        document("a", TEXT, at=EARLIER, flags=("mojibake",)),
    ),
    "ties by id": (document("a", TEXT), document("z", TEXT)),
}


@pytest.mark.parametrize("case", KEPT_AND_COPY)
def test_the_more_original_one_stays_in_both_orders(case):
    kept, copy = KEPT_AND_COPY[case]
    assert copies([kept, copy]) == copies([copy, kept]) == {copy.id: kept.id}


def test_known_agencies_and_aggregators_are_told_by_their_sites():
    assert origin("vietnamplus.vn", None) == Origin.AGENCY
    assert origin("baomoi.com", "TTXVN") == Origin.AGGREGATOR
    assert origin("baolang.example", "TTXVN") == Origin.CUSTOMER
    assert origin("baolang.example", None) == origin(None, None) == Origin.PUBLISHER
