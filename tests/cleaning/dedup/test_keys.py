import pickle
import subprocess
import sys

import pytest

from cleaning.dedup.key_table import ROW, KeyTable
from cleaning.dedup.keys import CopyKey, copy_key
from cleaning.document import Document

TEXT = " ".join(f"âm{i}" for i in range(60))
CODE = """
from cleaning.dedup import copy_key
from cleaning.document import Document
key = copy_key(Document("a", "http://bao.vn/1", None, "p", 0, "t", " ".join(f"âm{i}" for i in range(60))))
print((key.fingerprint + key.bands + key.address).hex())
"""


def document(text=TEXT, **more):
    return Document(**({"id": "a", "url": "http://bao.vn/1", "site": None, "source_path": "p"} | more),
                    source_record=0, title="t", text=text)  # fmt: skip


def test_a_pickled_key_is_a_few_hundred_bytes():
    assert len(pickle.dumps(copy_key(document()))) < 500


def test_a_key_survives_pickling():
    assert pickle.loads(pickle.dumps(copy_key(document()))) == copy_key(document())


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_computes_the_same_key(seed, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True, text=True)
    key = copy_key(document())
    assert done.stdout.strip() == (key.fingerprint + key.bands + key.address).hex()


@pytest.mark.parametrize("text", ["", "…", "một hai ba bốn", "một hai ba bốn năm"])
def test_short_texts_have_a_fingerprint_but_no_bands(text):
    assert len(copy_key(document(text)).fingerprint) == 16
    assert copy_key(document(text)).bands == b""


def test_a_lone_surrogate_does_not_stop_the_key():
    assert copy_key(document("\ud800 " + TEXT, id="\udfff", url="\ud800")).bands


def test_a_table_row_takes_193_bytes():
    table = KeyTable([copy_key(document())] * 3)
    assert len(table) == 3
    assert ROW.itemsize == 193
    assert table.rows().nbytes == 3 * 193


def test_a_table_keeps_every_field_of_a_key():
    key = CopyKey(
        fingerprint=bytes(range(16)),
        bands=bytes(range(100)),
        sample=bytes(range(40)),
        address=b"addressd",
        site=b"thissite",
        title=b"headline",
        edition=b"headling",
        origin=2,
        published=-5,
        fetched=7,
        length=300,
        suspect=True,
        settled=True,
        id="identity",
        source_path="x.txt",
        source_record=9,
    )
    row = KeyTable([key]).rows()[0]
    assert row["fingerprint"].tobytes() == key.fingerprint
    assert row["bands"].tobytes() == key.bands
    assert [row[name].tobytes() for name in ("address", "site", "title", "edition")] == [
        key.address,
        key.site,
        key.title,
        key.edition,
    ]
    assert int(row["id"]).to_bytes(8, "big") == b"identity"
    fields = (
        "published",
        "fetched",
        "length",
        "record",
        "origin",
        "suspect",
        "settled",
        "banded",
        "addressed",
    )
    assert [row[f].item() for f in fields] == [-5, 7, 300, 9, 2, True, True, True, True]
