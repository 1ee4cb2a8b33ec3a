"""How well the side of an opinion is read from its words."""

from pathlib import Path

HEADING = "## The side an opinion takes"
DEVELOPMENT = Path(__file__).with_name("development.tsv")
HELD_OUT = Path(__file__).with_name("held_out.tsv")
