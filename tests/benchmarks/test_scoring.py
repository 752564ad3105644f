from benchmarks.gold import load
from benchmarks.scoring import score, score_text
from cleaning.pipeline import Pipeline

NO_RULES = Pipeline(editors=(), judges=())


def test_clean_dump_scores_one(dumps):
    found = score(load(dumps))
    assert (found.f1, found.role_accuracy, found.metadata_accuracy) == (1, 1, 1)


def test_without_rules_each_line_is_body_and_the_rest_is_a_mistake(dumps):
    found = score(load(dumps), NO_RULES)
    assert found.confusion() == {("title", "body"): 1, ("source", "body"): 1}
    assert found.role_accuracy == 0.5
    assert found.text_accuracy == 0.5
    assert found.f1 < 1


def test_mistake_names_dump_line_and_rule(dumps):
    (first, _) = score(load(dumps), NO_RULES).mistakes
    assert (first.dump, first.number, first.gold, first.ours, first.rule) == (
        "report",
        1,
        "title",
        "body",
        "body",
    )


def test_wrong_fields_are_counted(dumps):
    found = score(load(dumps), NO_RULES)
    assert [mistake.field for mistake in found.field_mistakes] == ["title"]  # a credit is read without rules
    assert found.metadata_accuracy == 0.75


def test_field_that_nobody_can_know_must_stay_unknown(dumps, write):
    lines = [("title", "Hội làng Hòa Lạc vào mùa"), ("date", "08/05/2021 10:20"), ("body", "Làng vui.")]
    write(dumps, "dated", lines, title="Hội làng Hòa Lạc vào mùa")
    assert [(m.dump, m.field, m.gold) for m in score(load(dumps)).field_mistakes] == [
        ("dated", "published", None)
    ]


def test_publication_is_compared_as_an_instant(dumps, write):
    lines = [("title", "Hội làng Hòa Lạc vào mùa"), ("date", "08/05/2021 10:20 GMT+7"), ("body", "Làng vui.")]
    write(dumps, "dated", lines, title="Hội làng Hòa Lạc vào mùa", published="2021-05-08T03:20:00+00:00")
    assert "published" not in [mistake.field for mistake in score(load(dumps)).field_mistakes]


def test_gold_without_a_time_asks_for_the_day(dumps, write):
    lines = [("title", "Hội làng Hòa Lạc vào mùa"), ("date", "08/05/2021 10:20 GMT+7"), ("body", "Làng vui.")]
    write(dumps, "dated", lines, title="Hội làng Hòa Lạc vào mùa", published="2021-05-08")
    assert "published" not in [mistake.field for mistake in score(load(dumps)).field_mistakes]


def test_peer_is_scored_on_its_text_and_told_the_language(dumps):
    seen = []
    found = score_text(load(dumps), lambda text, language: seen.append(language) or "")
    assert (found.f1, seen) == (0, ["vi"])


def test_names_are_compared_whatever_stands_between_them(dumps, write):
    title = "Hội làng Hòa Lạc vào mùa"
    for name, gold in (("dash", "LAN CHI, MINH TRÍ"), ("other", "Lan Chi, Minh Tâm")):
        lines = [("title", title), ("body", "Làng vui suốt ba ngày."), ("byline", "Lan Chi - Minh Trí")]
        write(dumps, name, lines, title=title, byline=gold)
    wrong = {(m.dump, m.ours) for m in score(load(dumps)).field_mistakes if m.field == "byline"}
    assert wrong == {("other", "Lan Chi - Minh Trí")}
