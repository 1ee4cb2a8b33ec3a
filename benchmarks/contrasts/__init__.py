"""How often contrasts between groups are found rightly and wrongly."""

HEADING = "## Contrasts between groups"
