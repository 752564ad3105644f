"""The command line and the jobs that join crawling, cleaning and output."""
