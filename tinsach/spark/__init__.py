"""The engine for many machines: PySpark reads, cleans, counts and compares; the driver stages and commits.

Needs the extra ``tinsach[spark]`` and Java 17. The same functions run as on one machine: each task of Spark
has a watched worker process of ``tinsach.pool``, pairs are compared by ``cleaning.dedup.verify``; Spark deals
records out, groups, joins and spills. See docs/scale.md for what the driver must hold.
"""
