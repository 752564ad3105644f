"""What would take the square of the corpus, or all memory, costs a few comparisons a document."""

import random

from cleaning.dedup import copy_key, relate
from cleaning.dedup.rare import MAX_PARTNERS, MAX_STARS
from cleaning.document import Document

SYLLABLES = [
    head + tail
    for head in ["b", "c", "d", "g", "h", "l", "m", "n", "s", "t", "v", "x"]
    for tail in ["a", "an", "ai", "o", "ong", "u", "e", "i"]
]


def words(seed, count):
    return random.Random(seed).choices(SYLLABLES, k=count)


def document(number, text, title="Tin", site=None):
    place = {"url": None, "site": site, "source_path": "d.jsonl", "source_record": number}
    return Document(id=f"{number:06}", title=title, text=text, **place)


def compared(documents):
    """Return the relations of ``documents``, and how many texts were read for them."""
    asked = []

    def texts(wanted):
        asked.extend(wanted)
        return [(at, documents[at].text) for at in wanted]

    return relate(map(copy_key, documents), texts), len(asked)


def test_a_sentence_in_every_report_relates_none():
    shared = " ".join(words(0, 30))
    documents = [document(at, f"{' '.join(words(at + 1, 90))} {shared}") for at in range(600)]
    found, read = compared(documents)
    assert (found.copies, found.families) == ({}, {})
    assert read <= 2 * (MAX_PARTNERS + MAX_STARS) * len(documents)


def test_a_whole_archive_in_one_template_is_no_family():
    template = " ".join(words(0, 120))
    chance = random.Random(1)
    facts = ("mưa", "gió", "nắng", "sóng")
    documents = [
        document(at, f"{template} " + " ".join(f"{fact} mức {chance.randrange(10_000)}" for fact in facts))
        for at in range(400)
    ]
    found, read = compared(documents)
    assert (found.copies, found.families) == ({}, {})
    assert read <= 4 * (MAX_PARTNERS + MAX_STARS) * len(documents)


def test_many_stubs_under_their_own_headlines_cost_no_reading():
    documents = [document(at, "Mời bạn đọc xem video", f"Tin số {at}", "bao.vn") for at in range(5_000)]
    found, read = compared(documents)
    assert (found.copies, found.families, read) == ({}, {}, 0)


def test_a_text_of_ten_megabytes_is_compared_by_a_sample():
    huge = [word * 8 for word in words(1, 500_000)]
    assert len(" ".join(huge)) > 10_000_000
    documents = [
        document(0, " ".join(huge)),
        document(1, " ".join(huge[:480_000])),
        document(2, " ".join(huge[:300])),
    ]
    found, _ = compared(documents)
    assert found.copies[1].kept == 0
    assert found.copies[1].kind in {"near", "contained"}


def test_empty_texts_are_told_apart_by_their_titles():
    documents = [document(at, "", title) for at, title in enumerate(("Lũ về", "Hội làng", "lũ về"))]
    found, read = compared(documents)
    assert {at: copy.kept for at, copy in found.copies.items()} == {2: 0}
    assert read == 0
