"""Lines of the report."""

from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the report."""

    subject: str
    figures: str
    wanted: str
    costs: Mapping[str, float]
    """`seconds`, `cpu_seconds` and `peak_mb` of the run; empty for figures that took none."""
