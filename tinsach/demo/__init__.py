"""The built-in little news web, served on loopback."""

from pathlib import Path
from typing import Final

MARK: Final = "# made by `tinsach demo`; the next demo in this folder starts afresh"
"""The first line of the demo's job file, by which it is known again."""

DEMO_FOLDER: Final = Path("tinsach-demo")
"""Where ``tinsach demo`` writes unless told otherwise."""
