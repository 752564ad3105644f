"""A mistyped option or command is named with the nearest one that is known, before anything else is said."""

import pytest

from tinsach.cli import main
from tinsach.parsing import nearest


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("clean", "a.txt", "--outt", "c"),
            "tinsach clean: error: unknown option --outt (do you mean --out?)",
        ),
        (("clean", "a.txt", "--outt=c"), "unknown option --outt (do you mean --out?)"),
        (
            ("clean", "--wrokers", "2", "a.txt", "--out", "c"),
            "unknown option --wrokers (do you mean --workers?)",
        ),
        (
            ("explain", "a.txt", "--jsno"),
            "tinsach explain: error: unknown option --jsno (do you mean --json?)",
        ),
        (("clean", "a.txt", "-o", "c"), "unknown option -o"),
        (("--versoin",), "tinsach: error: unknown option --versoin (do you mean --version?)"),
        (
            ("cleen", "a.txt"),
            "tinsach: error: unknown command 'cleen' (do you mean clean?); known: demo, init,",
        ),
        (("xyzzy",), "unknown command 'xyzzy'; known: demo, init,"),
        (("doctor", "job.toml", "--ofline"), "unknown option --ofline (do you mean --offline?)"),
    ],
)
def test_what_was_mistyped_is_named_with_the_nearest(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("clean", "a.txt"), "the following arguments are required: --out"),
        (("explain", "a.txt", "--limit", "-3"), "'-3' is not a whole number from 1 on"),
        (("clean", "--out"), "argument --out: expected one argument"),
        (("export", "c", "--out", "x.csv", "--rows", "1", "--all"), "not allowed with argument"),
    ],
)
def test_what_is_wrong_otherwise_is_said_as_before(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, *arguments)


def test_names_behind_two_dashes_and_beginnings_of_options_are_taken(
    tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "--la.txt").write_text("Một dòng.", "utf-8")
    assert main(["explain", "--js", "--", "--la.txt"]) == 0
    assert "Một dòng." in capsys.readouterr().out


def test_nothing_is_offered_where_nothing_is_like_it() -> None:
    assert nearest("--xyzzy", ["--out", "--json"]) == ""
