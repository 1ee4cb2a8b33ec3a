"""Races need a database that threads share."""

from tests.promises.conftest import real_database, together

__all__ = ["real_database", "together"]
