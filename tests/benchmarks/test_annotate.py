import json

import pytest

from benchmarks.annotate import MarkError, annotated, main
from benchmarks.gold import load

MARKED = "@title: Hội làng\n@source: TTXVN\ntitle\tHội làng\n\nbody\tLàngvuilắm Làng vui.\tLàng vui.\nui\tChia sẻ\n"


def test_marked_file_becomes_a_dump_with_gold(tmp_path):
    marked = tmp_path / "one.marked"
    marked.write_text(MARKED, encoding="utf-8")
    assert main([str(marked), "--out", str(tmp_path / "dumps")]) == 0
    (dump,) = load(tmp_path / "dumps")
    assert dump.text == "Hội làng\n\nLàngvuilắm Làng vui.\nChia sẻ\n"
    assert dump.body == "Làng vui."
    assert [(line.number, line.role, line.clean) for line in dump.lines] == [
        (1, "title", "Hội làng"),
        (3, "body", "Làng vui."),
        (4, "ui", None),
    ]


def test_fields_not_named_are_null():
    metadata = json.loads(annotated(MARKED, "one").gold)["metadata"]
    assert metadata == {
        "title": "Hội làng",
        "published": None,
        "byline": None,
        "source": "TTXVN",
        "lang": "vi",
    }


@pytest.mark.parametrize("row", ["boddy\tLàng vui.", "body", "body\ta\tb\tc"])
def test_line_of_another_form_is_an_error_naming_it(row):
    with pytest.raises(MarkError, match="one, line 2 of the dump"):
        annotated(f"title\tHội làng\n{row}\n", "one")


def test_unknown_field_is_an_error_naming_the_known_ones():
    with pytest.raises(MarkError, match="published"):
        annotated("@author: ai\n", "one")
