"""The demo, run once for all end-to-end tests (they share one xdist worker)."""

import contextlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tinsach.demo.command import run_demo, serve
from tinsach.demo.server import Request


@dataclass(frozen=True)
class DemoRun:
    folder: Path
    code: int
    said: str
    requests: tuple[Request, ...]

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.corpus / name)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    home = tmp_path_factory.mktemp("demo")
    before = Path.cwd()
    os.chdir(home)
    said = io.StringIO()
    try:
        web = serve(0)
        with contextlib.redirect_stdout(said):
            code = run_demo(Path("tinsach-demo"), web)
    finally:
        os.chdir(before)
    return DemoRun(home / "tinsach-demo", code, said.getvalue(), tuple(web.requests))
