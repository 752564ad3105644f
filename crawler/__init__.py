"""Gathering similar reports: the only package that knows Scrapy."""
