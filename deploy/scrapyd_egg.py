"""Builds the egg by which Scrapyd knows the spider: ``python deploy/scrapyd_egg.py tinsach.egg``.

It holds nothing but names: tinsach itself is installed beside Scrapyd (``pip install ".[scrapyd]"``), so
that an upgrade of tinsach needs no new egg, and the data files of the packages are where they belong.
"""

import sys
import zipfile
from pathlib import Path

FILES = {
    "EGG-INFO/PKG-INFO": "Metadata-Version: 2.1\nName: tinsach-spider\nVersion: 1\n",
    "EGG-INFO/entry_points.txt": "[scrapy]\nsettings = crawler.settings\n",
}


def build(path: Path) -> None:
    """Write the egg, which is a zip file, to ``path``."""
    with zipfile.ZipFile(path, "w") as egg:
        for name, text in FILES.items():
            egg.writestr(name, text)


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "tinsach.egg"))
