"""The command line and the jobs that join crawling, cleaning and output."""

__version__ = "0.1.0"
