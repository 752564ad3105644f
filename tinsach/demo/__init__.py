"""The built-in little news web, served on loopback."""

from typing import Final

MARK: Final = "# made by `tinsach demo`; the next demo in this folder starts afresh"
"""The first line of the demo's job file, by which it is known again."""
