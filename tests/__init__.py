"""Tests; they need no network but loopback and no shared data."""
