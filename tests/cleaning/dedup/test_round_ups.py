"""A document that holds several other reports doesn't take their place, and makes no family of them."""

import pytest

from tests.cleaning.dedup.test_find_copies import DAY, document, related, verdicts, words

STORIES = {
    name: words(seed, 150) for seed, name in enumerate(("bridge", "school", "harvest", "storm"), start=40)
}


def reports(*names):
    told = [document(name, STORIES[name], published=DAY, url=f"https://a.example/{name}") for name in names]
    quoted = [token for name in names for token in STORIES[name]]
    return [*told, document("round-up", quoted, published=DAY, url="https://a.example/all")]


@pytest.mark.parametrize("settled", [(), ("bridge", "school")])
def test_reports_of_several_stories_stay_beside_the_round_up_that_quotes_them(settled):
    found = related(reports(*STORIES), settled)
    assert not found.copies
    assert not found.families


def test_two_reports_in_one_are_parts_of_it():
    assert {one: kind for one, (_, kind, _) in verdicts(reports("bridge", "school")).items()} == {
        "bridge": "contained",
        "school": "contained",
    }


def test_briefs_of_one_story_are_no_stories_of_their_own():
    whole = words(50, 600)
    briefs = [document(f"brief{at}", whole[at : at + 200], published=DAY) for at in (0, 100, 200, 300)]
    found = verdicts([document("whole", whole, published=DAY), *briefs])
    assert set(found) == {"brief0", "brief100", "brief200", "brief300"}


def test_a_copy_of_a_quoted_report_is_still_its_copy():
    copy = document("copy", STORIES["storm"], published=DAY.replace(hour=20), url="https://b.example/storm")
    assert {one: kept for one, (kept, _, _) in verdicts([*reports(*STORIES), copy]).items()} == {
        "copy": "storm"
    }
