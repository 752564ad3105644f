"""A workbook of one sheet, written row by row: the part of Office Open XML (ECMA-376) that a table needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from output.cells import Cell
from output.errors import CorpusError

MAX_ROWS: Final = 1_048_576
"""Rows of a sheet in Excel, the heading included."""

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Style 1 is text for good (format 49, "@"): a cell stays text when it is edited.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}

_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as the code of a character."""


def write_xlsx(path: Path, name: str, *, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write ``rows`` below a heading to the sheet ``name`` of a new workbook; return how many there were.

    Memory is one row. Raises CorpusError when a sheet can't hold them all.
    """
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for part, content in _PARTS.items():
            book.writestr(part, _HEAD + content)
        sheets = f'<sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets>'
        spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
        book.writestr("xl/workbook.xml", f"{_HEAD}<workbook {spaces}>{sheets}</workbook>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            return _write_sheet(sheet, columns, rows)


def _write_sheet(sheet: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}<sheetData>{_row(columns)}'.encode())
    count = 0
    for count, row in enumerate(rows, start=1):
        if count >= MAX_ROWS:
            raise CorpusError(f"a sheet holds {MAX_ROWS - 1:,} rows; export fewer, or to .csv or .jsonl")
        sheet.write(_row(row).encode())
    sheet.write(b"</sheetData></worksheet>")
    return count


def _row(cells: Sequence[Cell]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        text = escape(_ESCAPE.sub("_x005F_", value)).replace("\r", "&#13;")
        return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"
