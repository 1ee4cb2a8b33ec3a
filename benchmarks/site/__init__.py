"""How the site behaves with a city's worth of rows, on SQLite and on PostgreSQL."""

HEADING = "## The site"
"""Begins its part of RESULTS.md; the rest of the file is that of `python -m benchmarks`."""
