"""Writing results: the only package that writes a corpus."""
