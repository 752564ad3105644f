"""The composed portals and news on betting: what is counted, and that no report is taken for spam."""

import shutil

import pytest

from benchmarks import composed_spam
from benchmarks.composed_spam import Case, Fate, Half, fate, figures, fingerprint, load, report
from cleaning.spam import BettingPage

CASES = load()
NEWS = [case for case in CASES if not case.portal]


def case(*, portal: bool, half: Half = Half.TUNED) -> Case:
    return Case("a", "vi", "text", portal, half)


@pytest.mark.parametrize("found", NEWS, ids=lambda case: f"{case.half} {case.language} {case.name}")
def test_no_composed_report_is_taken_for_spam_or_loses_a_piece_to_a_spam_rule(found):
    assert fate(found).right


def test_of_each_half_at_least_nineteen_portals_in_twenty_are_left_out():
    found = figures([fate(case) for case in CASES])
    assert {name for name, share in found.items() if share < 0.95} == set()


def test_each_half_holds_thirty_portals_and_sixty_reports_of_different_names():
    for half in Half:
        names = [(case.portal, case.name) for case in CASES if case.half is half]
        assert sum(portal for portal, _ in names) == 30
        assert len(names) == len(set(names)) == 90


def test_a_portal_is_right_when_left_out_for_any_reason_and_a_report_when_untouched():
    assert Fate(case(portal=True), "too_short", ()).right
    assert not Fate(case(portal=True), None, ("casino",)).right
    assert Fate(case(portal=False), "too_short", ()).right
    assert not Fate(case(portal=False), None, ("casino",)).right
    assert not Fate(case(portal=False), BettingPage().reason, ()).right


def test_figures_are_shares_of_each_half():
    fates = [
        Fate(case(portal=True), "betting_page", ()),
        Fate(case(portal=True), None, ()),
        Fate(case(portal=False), "betting_page", ()),
        Fate(case(portal=False, half=Half.UNSEEN), None, ("casino",)),
    ]
    assert figures(fates) == {
        "portals_left_out_unseen": 0.0,
        "news_kept_unseen": 1.0,
        "news_untouched_unseen": 0.0,
        "portals_left_out_tuned": 0.5,
        "news_kept_tuned": 0.0,
        "news_untouched_tuned": 1.0,
    }


def test_the_report_names_what_went_wrong_in_the_tuned_half_only():
    wrong = [
        Fate(Case("looked at", "vi", "", portal=True, half=Half.TUNED), None, ()),
        Fate(Case("hidden", "vi", "", portal=True, half=Half.UNSEEN), None, ()),
    ]
    assert "vi looked at: kept" in report(wrong)
    assert "hidden" not in report(wrong)


def test_another_text_has_another_fingerprint(tmp_path):
    folder = shutil.copytree(composed_spam.CASES, tmp_path / "cases")
    assert fingerprint(folder) == fingerprint()
    (folder / "news_tuned.toml").write_text("", encoding="utf-8")
    assert fingerprint(folder) != fingerprint()
