"""The line rules, one file per family; pipeline.py says in which order they run."""
