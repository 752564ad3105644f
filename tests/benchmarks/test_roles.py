import gzip
import json
import re
from importlib.util import find_spec

import pytest

from benchmarks.peers import PEERS
from benchmarks.roles import ELSEWHERE, main


def test_table_has_a_row_for_us_and_each_peer(dumps, capsys):
    assert main([str(dumps)]) == 0
    rows = [
        line.split("|")[1].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("|")
    ]
    assert {"ours", *PEERS} <= set(rows)


def test_mistakes_are_listed_with_their_line(dumps, write, capsys):
    write(dumps, "wrong", [("spam", "Hội làng Hòa Lạc vào mùa"), ("body", "Làng vui.")])
    main([str(dumps)])
    assert "wrong:1: spam -> title (headline): Hội làng Hòa Lạc vào mùa" in capsys.readouterr().out


def test_folder_without_dumps_is_a_usage_error(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert tmp_path.name in capsys.readouterr().err


@pytest.fixture
def articles(tmp_path):
    body = "Cả xã ra đồng từ sớm tinh mơ.\nĐến trưa thì gặt xong ba mẫu.\nTheo TTXVN"
    rows = [{"id": f"a{n}", "title": f"Mùa gặt {n}", "body": f"Mùa gặt {n}\n{body}"} for n in range(6)]
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


def test_harm_says_how_much_it_read(articles, capsys):
    assert main(["--harm", str(articles), "--rows", "4"]) == 0
    assert "4 articles, 16 lines" in capsys.readouterr().out


def test_harm_draws_the_same_articles_from_the_same_seed(articles, capsys):
    said = []
    for _ in range(2):
        main(["--harm", str(articles), "--rows", "3", "--seed", "7"])
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]


def test_harm_names_the_keys_of_rows_without_text(tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"headline": "x"}\n', encoding="utf-8")
    assert main(["--harm", str(path)]) == 2
    assert "headline" in capsys.readouterr().err


def test_every_command_it_points_to_exists():
    named = re.findall(r"python -m (benchmarks\.\w+)", ELSEWHERE)
    assert len(named) >= 7
    assert all(find_spec(name) for name in named)
