import pytest

from benchmarks.gold import FIXTURES, GoldError, fingerprint, load


def test_body_is_the_clean_text_of_body_lines(dumps):
    (dump,) = load(dumps)
    assert dump.body.split("\n") == [line.clean for line in dump.lines if line.role == "body"]


def test_lines_are_counted_physically(dumps):
    (dump,) = load(dumps)
    assert [line.number for line in dump.lines] == [1, 3, 5, 7]


def test_folder_without_gold_is_an_error_naming_it(tmp_path):
    with pytest.raises(GoldError, match=tmp_path.name):
        load(tmp_path)


def test_gold_that_misses_a_line_is_an_error_naming_the_file(dumps):
    text = dumps / "report.txt"
    text.write_text(text.read_text(encoding="utf-8") + "Một dòng mới\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"report\.json"):
        load(dumps)


@pytest.mark.parametrize("content", ["{", "[]", '{"metadata": {}}', '{"metadata": {}, "lines": [{}]}'])
def test_unreadable_gold_is_an_error_naming_the_file(dumps, content):
    (dumps / "gold" / "report.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=r"report\.json"):
        load(dumps)


@pytest.mark.parametrize("name", ["report.txt", "gold/report.json"])
def test_fingerprint_follows_every_byte_of_dumps_and_gold(dumps, name):
    before = fingerprint(dumps)
    with (dumps / name).open("ab") as file:
        file.write(b" ")
    assert fingerprint(dumps) != before


def test_fingerprint_leaves_other_files_out(dumps):
    before = fingerprint(dumps)
    (dumps / "README.md").write_text("notes", encoding="utf-8")
    assert fingerprint(dumps) == before


def test_fixtures_cover_two_languages():
    languages = [dump.metadata.lang for dump in load(FIXTURES)]
    assert languages.count("vi") >= 8
    assert languages.count("en") >= 2


def test_fixtures_titles_stand_in_their_gold_lines():
    for dump in load(FIXTURES):
        titles = [line.clean for line in dump.lines if line.role == "title"]
        assert titles == [dump.metadata.title], dump.name
