import random

import pytest

from benchmarks import copies
from benchmarks.copies_peers import banded, clusters, exact
from benchmarks.copies_scores import agreement
from benchmarks.copies_set import COPIES, NEGATIVES, SITES, boilerplate, labelled_set, mega_stories
from benchmarks.copies_stories import composed_stories

STORIES = composed_stories(400, 2)
PAGES = labelled_set(STORIES, 2)


def test_agreement_with_itself_is_perfect_and_of_all_alone_has_no_recall():
    true = [1, 1, 1, 2, 2, 3]
    same = agreement(true, [7, 7, 7, 8, 8, 9])
    assert (same.precision, same.recall, same.f1, same.ari, same.b_cubed, same.biggest) == (1, 1, 1, 1, 1, 3)
    alone = agreement(true, range(6))
    assert (alone.precision, alone.recall, alone.f1, alone.ari, alone.biggest) == (1, 0, 0, 0, 1)


def test_agreement_counts_pairs_and_documents():
    found = agreement([1, 1, 2, 2], [5, 5, 5, 6])
    assert (found.precision, found.recall) == (1 / 3, 1 / 2)
    precision, recall = (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, (1 + 1 + 1 / 2 + 1 / 2) / 4
    assert found.b_cubed == pytest.approx(2 * precision * recall / (precision + recall))


def test_the_set_has_every_kind_and_is_the_same_for_the_same_seed():
    assert {page.kind for page in PAGES} == {"original", *COPIES, *NEGATIVES}
    assert labelled_set(STORIES, 2) == PAGES
    assert [page.document.id for page in PAGES] != sorted(page.document.id for page in PAGES)


def test_a_site_always_leaves_the_same_text():
    assert boilerplate(SITES[3]) == boilerplate(SITES[3]) != boilerplate(SITES[4])


def test_components_join_what_edges_join():
    found = clusters(5, [(0, 1), (1, 2), (3, 4)])
    assert found[0] == found[1] == found[2] != found[3] == found[4]


def test_peers_find_equal_texts():
    texts = ["một hai ba bốn năm sáu bảy", "tám chín mười", "một hai ba bốn năm sáu bảy"]
    for find in (exact, lambda given: banded(given, bands=4, rows=3)):
        found = find(texts)
        assert found[0] == found[2] != found[1]


def test_families_and_removals_of_the_composed_set_stay_as_good_as_they_are():
    relations = copies.found_by_us([page.document for page in PAGES])
    found = agreement(
        [page.family for page in PAGES], [relations.families.get(at, at) for at in range(len(PAGES))]
    )
    assert found.f1 >= 0.96  # which one passage of sixteen is sampled moves it by .02
    assert found.b_cubed >= 0.98
    wrong = [at for at, copy in relations.copies.items() if PAGES[at].family != PAGES[copy.kept].family]
    assert wrong == []


def test_order_of_the_pages_changes_no_family():
    order = list(range(len(PAGES)))
    random.Random(1).shuffle(order)
    documents = [page.document for page in PAGES]
    first, second = copies.found_by_us(documents), copies.found_by_us([documents[at] for at in order])
    by_id = {documents[at].id: documents[elder].id for at, elder in first.families.items()}
    assert {
        documents[order[at]].id: documents[order[elder]].id for at, elder in second.families.items()
    } == by_id


def test_a_report_that_many_papers_print_is_one_family():
    pages = mega_stories(composed_stories(40, 5), 0, 5)[:250]
    relations = copies.found_by_us([page.document for page in pages])
    found = agreement(
        [page.family for page in pages], [relations.families.get(at, at) for at in range(len(pages))]
    )
    assert found.recall >= 0.9


def test_the_command_prints_every_kind(capsys):
    assert copies.main(["--composed", "--stories", "80", "--ours", "--only", "set"]) == 0
    said = capsys.readouterr().out
    assert all(kind in said for kind in ("ours: families", "wire_middle", "template", "precision 1.0000"))
