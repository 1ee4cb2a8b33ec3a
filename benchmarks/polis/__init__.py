"""How exactly opinion groups match those of a Polis server."""

HEADING = "## Opinion groups beside Polis"
