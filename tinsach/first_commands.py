"""The parsers of the commands one begins with: init, doctor, completion."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Adding = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command by its name and its help."""


def add_first_commands(add: Adding) -> None:
    """Add the commands by which somebody new sets up a job."""
    init = add("init", "write a commented job file and a folder for samples")
    init.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where to write them (default: here)",
    )
    init.add_argument(
        "--contact",
        default="",
        metavar="ADDRESS",
        help="e-mail or web address where sites can reach you (default: to be filled in)",
    )
    init.add_argument(
        "--seed",
        action="append",
        default=[],
        metavar="URL",
        help="home page, feed or sitemap to begin from, repeatable (default: to be filled in)",
    )
    doctor = add("doctor", "check environment, job file and sites before a night run")
    doctor.add_argument(
        "job",
        nargs="?",
        type=Path,
        metavar="JOB.toml",
        help="the job file (default: only the environment)",
    )
    doctor.add_argument(
        "--offline", action="store_true", help="ask no site for anything (default: ask each a few pages)"
    )
    add("completion", "print a script that completes commands and options").add_argument(
        "shell", choices=["bash", "zsh", "fish"], metavar="SHELL", help="bash, zsh or fish"
    )
