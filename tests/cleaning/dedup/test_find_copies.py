"""The verdicts: what is a copy, of which kind, what stays, whatever the order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.dedup import KeyTable, Relations, copy_key, relate
from cleaning.document import Document, Metadata

REPORT = (
    "sáng nay tại nhà văn hóa xã đại diện hợp tác xã trồng hoa đã gặp bà con bàn cách giữ giá vụ tết "
    "nhiều hộ đề nghị sớm sửa kênh tưới và mở lớp dạy ghép cành cho thanh niên chưa có việc làm ổn định "
    "ông trưởng thôn kể năm ngoái mưa muộn làm cúc nở lệch ngày nên thương lái ép giá rất thấp"
)
SYLLABLES = REPORT.split()
DAY = datetime(2024, 3, 5, 8, 0, tzinfo=UTC)


def words(seed, count=150):
    chosen = random.Random(seed)
    return [chosen.choice(SYLLABLES) + chosen.choice("abcdeghik") for _ in range(count)]


def edited(tokens, seed, changes):
    chosen = random.Random(seed)
    changed = list(tokens)
    for index in chosen.sample(range(len(tokens)), changes):
        changed[index] = f"thay{chr(97 + seed % 26)}"
    return changed


def document(name, tokens, **more):
    known = {
        "published_at": more.pop("published", None),
        "published_precision": more.pop("precision", "minute"),
    }
    text = tokens if isinstance(tokens, str) else " ".join(tokens) + "."
    blank = {"url": None, "site": None, "source_path": "dump.jsonl", "source_record": 0, "title": "Tin"}
    return Document(id=name, text=text, metadata=Metadata(**known), **(blank | more))


def verdicts(documents, settled=()):
    """Return what each document is a copy of, by ids."""
    keys = [copy_key(d, d.id in settled) for d in documents]
    copies = relate(keys, lambda wanted: [(p, documents[p].text) for p in wanted]).copies
    return {
        documents[p].id: (documents[c.kept].id, c.kind, round(c.similarity, 6)) for p, c in copies.items()
    }


def related(documents, settled=()):
    """Return copies and families by ids."""
    keys = [copy_key(d, d.id in settled) for d in documents]
    found = relate(keys, lambda wanted: [(p, documents[p].text) for p in wanted])
    copies = {documents[p].id: (documents[c.kept].id, c.kind, c.similarity) for p, c in found.copies.items()}
    return Relations(copies, {documents[p].id: documents[q].id for p, q in found.families.items()})


def kept_ids(documents, settled=()):
    found = verdicts(documents, settled)
    return {d.id for d in documents} - set(found)


# --- kinds -----------------------------------------------------------------------------------------


def test_equal_words_are_an_exact_copy_whatever_their_case_punctuation_and_tone_placement():
    first = document("a", "Hòa Bình: thủy điện xả lũ. " + " ".join(words(1)))
    second = document("b", "hoà bình – thuỷ điện XẢ LŨ, " + " ".join(words(1)) + "\n")
    assert verdicts([first, second]) == {"b": ("a", "exact", 1.0)}


@pytest.mark.parametrize("credit", ["Theo Báo Làng", "(TTX Làng)", "Minh An ./."])
def test_a_closing_credit_does_not_hide_an_exact_copy(credit):
    first, second = document("a", words(1)), document("b", " ".join(words(1)) + ".\n\n" + credit)
    assert set(verdicts([first, second]).values()) <= {("a", "exact", 1.0), ("b", "exact", 1.0)}
    assert len(verdicts([first, second])) == 1


def test_a_closing_result_is_no_credit():
    base = " ".join(words(1)) + ".\n\n"
    first, second = document("a", base + "Hạng nhất: đội 3"), document("b", base + "Hạng nhất: đội 7")
    assert copy_key(first).fingerprint != copy_key(second).fingerprint


def test_an_edited_copy_is_near_with_the_jaccard_of_its_shingles():
    first, second = words(1), words(1)
    second[10] = "khác"
    found = verdicts([document("a", first), document("b", second)])
    assert found == {"b": ("a", "near", round(141 / 151, 6))}


def test_an_unrelated_report_is_no_copy():
    assert verdicts([document("a", words(1)), document("b", words(2))]) == {}


def test_nearly_the_same_text_at_the_same_address_is_a_revision():
    first = document("a", words(1), url="http://bao.vn/1")
    second = document("b", edited(words(1), 3, 4), url="http://bao.vn/1")
    assert [kind for _, kind, _ in verdicts([first, second]).values()] == ["revision"]


def test_new_facts_at_the_same_address_are_kept_in_the_family():
    first = document("a", words(1), url="http://bao.vn/1")
    second = document("b", words(1) + words(2, 30), url="http://bao.vn/1")
    assert "b" in kept_ids([first, second], settled={"a"})


def test_a_teaser_at_the_same_address_is_a_revision_of_the_full_text():
    full = document("full", words(1, 400), url="http://bao.vn/1")
    teaser = document("teaser", words(1, 400)[:80], url="http://bao.vn/1")
    assert verdicts([teaser, full]) == {"teaser": ("full", "revision", 1.0)}


def test_a_full_text_is_kept_beside_the_teaser_that_is_in_the_corpus():
    full = document("full", words(1, 400), url="http://bao.vn/1")
    teaser = document("teaser", words(1, 400)[:80], url="http://bao.vn/1")
    assert kept_ids([full, teaser], settled={"teaser"}) == {"full", "teaser"}


def test_a_part_of_a_report_at_another_address_is_contained_in_it():
    full = document("full", words(1, 400), url="http://bao.vn/1", published=DAY)
    brief = document("brief", words(1, 400)[:80], url="http://khac.vn/1", published=DAY - timedelta(days=1))
    assert verdicts([full, brief]) == {"brief": ("full", "contained", 1.0)}


def test_a_copy_of_a_part_is_linked_to_the_whole():
    full, brief = document("full", words(1, 400)), words(1, 400)[:80]
    found = verdicts([full, document("a", brief), document("b", brief), document("c", edited(brief, 1, 1))])
    assert {one: (kept, kind) for one, (kept, kind, _) in found.items()} == dict.fromkeys(
        "abc", ("full", "contained")
    )


def test_a_copy_of_a_part_that_has_more_than_the_whole_stays_in_the_family():
    full, brief = words(1, 400), words(1, 400)[:100]
    more = document("more", [*brief, *words(5, 40)])
    documents = [document("full", full), document("brief", brief, published=DAY), more]
    found = related(documents)
    assert {one: kind for one, (_, kind, _) in found.copies.items()} == {"brief": "contained"}
    assert len({found.families.get(one, one) for one in ("full", "brief", "more")}) == 1


def test_a_part_with_a_number_of_its_own_is_kept_as_an_update():
    base = words(1, 300)
    base[40:44] = ["số", "người", "chết", "12"]
    base[60:64] = ["số", "nhà", "sập", "40"]
    update = base[:100]
    update[43], update[63] = "15", "52"
    assert kept_ids([document("full", base), document("update", update)]) == {"full", "update"}


def test_a_settled_part_stays_and_the_whole_joins_its_family():
    full, brief = document("full", words(1, 400)), document("brief", words(1, 400)[:80])
    found = related([full, brief], settled={"brief"})
    assert (found.copies, found.families) == ({}, {"full": "brief"})


# --- what is kept: the nearest things that are no copies -----------------------------------------------


def price_bulletin(day, prices):
    sjc, ring, world, rate = prices
    return (
        f"Giá vàng ngày {day}: Mở cửa sáng nay, các tiệm lớn niêm yết vàng miếng ở mức {sjc} triệu đồng mỗi lượng "
        f"chiều bán ra, vàng nhẫn trơn quanh mức {ring} triệu đồng mỗi lượng tùy thương hiệu. Trên thị trường thế "
        f"giới, kim loại quý giao dịch ở {world} đô la một ounce. Tỷ giá trung tâm được công bố ở mức {rate} đồng "
        "một đô la. Người mua được khuyên giữ hóa đơn và kiểm tra tuổi vàng trước khi rời quầy."
    )


def weather_bulletin(day, low, high, rain):
    return (
        f"Dự báo thời tiết ngày {day}: Khu vực đồng bằng có mây, ngày nắng, nhiệt độ thấp nhất {low} độ, cao nhất "
        f"{high} độ, độ ẩm trung bình. Vùng ven biển có mưa rào vài nơi, lượng mưa phổ biến {rain} milimét, gió nhẹ. "
        "Người dân cần theo dõi bản tin tiếp theo của đài khí tượng, chú ý che chắn cho cây con và phơi thóc sớm."
    )


def test_bulletins_of_one_template_with_other_numbers_are_kept():
    bulletins = [
        document("gold1", price_bulletin("3-4", (74, 69, 2180, 24012))),
        document("gold2", price_bulletin("8-5", (81, 72, 2333, 24187))),
        document("sky1", weather_bulletin("3-4", 22, 31, 15)),
        document("sky2", weather_bulletin("8-5", 25, 36, 40)),
    ]
    assert verdicts(bulletins) == {}


def test_numbers_that_only_a_longer_copy_adds_do_not_hide_it():
    bulletin = price_bulletin("3-4", (74, 69, 2180, 24012))
    longer = document(
        "long", bulletin + " Hôm qua giá ở mức 73 triệu, tuần trước 71 triệu, đầu năm 66 triệu."
    )
    assert verdicts([document("gold", bulletin), longer]) == {
        "gold": ("long", "near", pytest.approx(0.8, abs=0.2))
    }


def test_a_follow_up_that_repeats_two_paragraphs_is_kept():
    shared = words(7, 120)
    first = document("first", words(8, 150) + shared)
    second = document("second", words(9, 150) + shared)
    assert verdicts([first, second]) == {}


def test_new_text_at_an_old_address_is_kept_in_one_family():
    first = document("a", words(1), url="http://bao.vn/1", published=DAY)
    second = document("b", words(2), url="http://bao.vn/1", published=DAY + timedelta(hours=3))
    keys = [copy_key(second), copy_key(first)]
    found = relate(keys, lambda wanted: [(p, (second, first)[p].text) for p in wanted])
    assert (found.copies, found.families) == ({}, {0: 1})


def test_a_rewritten_version_is_kept_in_the_family_of_the_report():
    base = words(1, 300)
    version = words(9, 40) + edited(base[30:230], 3, 12)
    found = related([document("a", base), document("b", version)])
    assert (found.copies, found.families) == ({}, {"b": "a"})


def test_the_family_is_that_of_its_oldest_member():
    base = words(1, 300)
    version = document("b", words(9, 60) + base[100:280], published=DAY)
    assert related([document("a", base, published=DAY + timedelta(hours=1)), version]).families == {"a": "b"}


def test_reports_that_share_a_quotation_are_no_family():
    quoted = words(7, 60)
    both = [document("a", words(1, 200) + quoted), document("b", words(2, 200) + quoted)]
    assert related(both).families == {}


def test_what_all_papers_of_a_house_print_below_their_reports_makes_no_family():
    below = words(7, 120)
    reports = [document(f"{i:02}", words(i, 80) + below) for i in range(20, 60)]
    found = related(reports)
    assert (found.copies, found.families) == ({}, {})


def test_stubs_of_one_site_under_other_headlines_are_kept():
    stub = words(7, 60)
    stubs = [document(f"{i}", stub, title=f"Tin số {chr(97 + i)}", site="bao.vn") for i in range(4)]
    assert verdicts(stubs) == {}
    assert len(verdicts([*stubs, document("again", stub, title="tin số a", site="bao.vn")])) == 1


def test_stubs_with_other_titles_are_kept():
    stub = "Mời bạn đọc theo dõi video dưới đây."
    assert verdicts([document("a", stub, title="Lũ về"), document("b", stub, title="Hội làng")]) == {}


def test_stubs_with_the_same_title_are_exact_copies():
    stub = "Mời bạn đọc theo dõi video dưới đây."
    assert verdicts([document("a", stub), document("b", stub)]) == {"b": ("a", "exact", 1.0)}


def test_empty_texts_are_told_apart_by_title_and_captions():
    photos = [document(str(i), "", captions=(f"Cảnh thứ {i} trên đồng",)) for i in range(3)]
    assert verdicts(photos) == {}
    assert len(verdicts([document("x", "", title=""), document("y", "…", title="")])) == 1


# --- which one stays ------------------------------------------------------------------------------------

SAME = edited(words(1), 2, 2)
BETTER_FIRST = [
    (document("z", words(1), published=DAY), document("a", SAME, published=DAY + timedelta(minutes=1))),
    (document("z", words(1), published=DAY), document("a", SAME)),
    (
        document("z", words(1), published=DAY),
        document("a", SAME, published=DAY.replace(hour=0), precision="day"),
    ),
    (document("z", words(1)), document("a", SAME, flags=("hacked_page",), published=DAY)),
    (document("z", [*words(1), "thêm", "chữ"]), document("a", words(1))),
    (document("a", words(1)), document("b", words(1))),
    (document("a", words(1), source_path="a.txt"), document("a", words(1), source_path="b.txt")),
]


@pytest.mark.parametrize(("better", "worse"), BETTER_FIRST)
def test_the_better_one_stays_in_both_orders(better, worse):
    for documents in ([better, worse], [worse, better]):
        keys = [copy_key(d) for d in documents]
        copies = relate(keys, lambda wanted, d=documents: [(p, d[p].text) for p in wanted]).copies
        assert list(copies) == [documents.index(worse)]


def test_of_one_dump_the_earlier_record_stays():
    rows = [document("same", words(1), source_record=number) for number in (9, 2, 5)]
    keys = [copy_key(row) for row in rows]
    assert {c.kept for c in relate(keys, lambda _: []).copies.values()} == {1}


def test_a_settled_document_stays_though_a_newcomer_is_older_and_longer():
    settled = document("settled", words(1), published=DAY, flags=("hacked_page",))
    older = document("older", [*words(1), "thêm"], published=DAY - timedelta(days=9))
    assert verdicts([older, settled], settled={"settled"})["older"][0] == "settled"


def test_settled_documents_are_never_copies_of_each_other():
    both = [document("a", words(1)), document("b", words(1)), document("c", edited(words(1), 2, 2))]
    assert verdicts(both, settled={"a", "b", "c"}) == {}


def test_an_exact_copy_of_a_near_copy_is_linked_to_what_stays():
    original = document("a", words(1), published=DAY)
    copies = [document(name, SAME, published=DAY + timedelta(hours=1)) for name in "bc"]
    assert {kept for kept, *_ in verdicts([*copies, original]).values()} == {"a"}
    assert verdicts([*copies, original])["c"][1] == "near"


def test_a_chain_of_edits_is_cut_where_the_ends_are_no_longer_similar():
    tokens, chain = words(1, 200), []
    for step in range(6):
        chain.append(document(f"step{step}", tokens, published=DAY + timedelta(hours=step)))
        tokens = edited(tokens, step + 3, 6)
    found = verdicts(chain)
    assert found
    assert len(kept_ids(chain)) > 1
    assert all(similarity >= 0.6 for *_, similarity in found.values())


# --- order and pathological input -------------------------------------------------------------------------


def mixed_corpus():
    found = []
    for story in range(4):
        base = words(story, 120)
        for version in range(4):
            more = {"published": DAY + timedelta(hours=version) if version % 2 else None}
            more["url"] = f"http://bao.vn/{story}" if version > 1 else None
            found.append(document(f"{story}-{version}", edited(base, version + 5, 4 * version), **more))
        found.append(document(f"{story}-again", base))
    return [*found, document("empty", ""), document("stub", "Đang cập nhật")]


CORPUS = mixed_corpus()
SETTLED = {"0-2", "1-again", "2-3"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(CORPUS))
def test_order_of_the_input_changes_no_verdict(shuffled):
    assert verdicts(shuffled, SETTLED) == verdicts(CORPUS, SETTLED)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(CORPUS))))
def test_order_of_the_input_changes_no_family(order):
    def by_id(documents):
        keys = [copy_key(d, d.id in SETTLED) for d in documents]
        found = relate(keys, lambda wanted: [(p, documents[p].text) for p in wanted])
        return {documents[p].id: documents[q].id for p, q in found.families.items()}

    assert by_id([CORPUS[i] for i in order]) == by_id(CORPUS)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.booleans()), min_size=2, max_size=14))
def test_what_is_kept_is_itself_kept_and_settled_ones_stay(plan):
    documents = [
        document(f"{i:02}", edited(words(story, 100), i, changes))
        for i, (story, changes, _) in enumerate(plan)
    ]
    settled = {f"{i:02}" for i, (*_, is_settled) in enumerate(plan) if is_settled}
    found = verdicts(documents, settled)
    assert not {kept for kept, *_ in found.values()} & set(found)
    assert not settled & set(found)


def test_a_table_of_keys_gives_the_same_verdicts_as_a_list():
    keys = [copy_key(d) for d in CORPUS]

    def texts(wanted):
        return [(p, CORPUS[p].text) for p in wanted]

    assert relate(KeyTable(keys), texts) == relate(keys, texts)


def test_no_documents_give_no_copies():
    found = relate([], lambda _: [])
    assert (found.copies, found.families) == ({}, {})


def test_identical_documents_cost_no_reading_of_texts():
    one = document("d", words(1))
    asked = []
    copies = relate([copy_key(one)] * 100_000, asked.extend).copies
    assert len(copies) == 99_999
    assert asked == []


def test_one_template_in_all_documents_is_compared_with_few_others():
    template = " ".join(words(1, 80))
    documents = [
        document(f"{i:03}", f"{template} khu {i + 300} lô {i + 700} thửa {i + 900}") for i in range(150)
    ]
    keys, asked = [copy_key(d) for d in documents], []

    def texts(wanted):
        asked.extend(wanted)
        return [(p, documents[p].text) for p in wanted]

    assert relate(keys, texts).copies == {}
    assert len(asked) <= 4 * 150


def test_one_text_is_read_once_for_many_copies():
    documents = [document(f"{i:03}", edited(words(1), i, 1)) for i in range(40)]
    asked = []

    def texts(wanted):
        asked.extend(wanted)
        return [(p, documents[p].text) for p in wanted]

    copies = relate([copy_key(d) for d in documents], texts).copies
    assert {c.kept for c in copies.values()} == {0}
    assert len(asked) == len(set(asked))


def test_families_of_copies_are_those_of_what_stays():
    old = document("a", words(1), url="http://bao.vn/1", published=DAY)
    new = document("b", words(2), url="http://bao.vn/1", published=DAY + timedelta(hours=2))
    documents = (old, new, document("c", words(2)))
    found = relate(map(copy_key, documents), lambda wanted: [(p, documents[p].text) for p in wanted])
    assert list(found.copies) == [2]
    assert found.families == {1: 0, 2: 0}
