"""``python -m tinsach``: the command line."""

import sys

from tinsach.cli import main

if __name__ == "__main__":
    sys.exit(main())
