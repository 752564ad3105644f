"""Explanations replay and text is conserved, page by page, from the archive of the demo."""

from collections.abc import Iterator

import pytest

from cleaning.document import TEXT_ROLES, Document, Record
from cleaning.draft import replay
from cleaning.inputs import read as read_inputs
from cleaning.pipeline import Pipeline, UnreadableRecordError, read
from cleaning.roles import assign
from tests.end_to_end.conftest import DemoRun

pytestmark = pytest.mark.xdist_group("demo")


def pages(demo: DemoRun) -> Iterator[Record]:
    for item in read_inputs([str(demo.folder / "archive" / "*.warc.gz")]):
        assert isinstance(item, Record)
        yield item


def test_removals_of_the_tables_replay_every_kept_page_from_the_archive(demo: DemoRun) -> None:
    documents = demo.table("documents").set_index("source_record")
    removals = demo.table("removals").groupby("document_id")
    replayed = 0
    for page in pages(demo):
        if page.source_record not in documents.index:
            continue
        row = documents.loc[page.source_record]
        lines = {line.number: line.text for line in read(page).draft.lines}
        for piece in removals.get_group(row.id).sort_values("start", ascending=False).itertuples():
            text = lines[piece.line_number]
            assert text[piece.start : piece.end] == piece.text
            lines[piece.line_number] = text[: piece.start] + text[piece.end :]
        assert "\n\n".join(text for text in lines.values() if text) == row.text
        replayed += 1
    assert replayed == len(documents) > 20


def test_every_line_of_every_page_is_in_the_text_or_removed(demo: DemoRun) -> None:
    pipeline = Pipeline(judges=())
    for page in pages(demo):
        try:
            draft = assign(read(page).draft, pipeline.editors)
        except UnreadableRecordError:
            continue
        document = pipeline.clean(page)
        assert isinstance(document, Document)
        assert replay(draft.lines, document.removals) == document.text
        removed = sum(removal.end - removal.start for removal in document.removals)
        kept = sum(len(draft.text(i)) for i in range(len(draft.lines)) if draft.role(i) in TEXT_ROLES)
        assert kept + removed == sum(len(line.text) for line in draft.lines)
