"""One command for each figure we claim."""
