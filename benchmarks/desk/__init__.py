"""How fast a planner's desk answers over ten thousand and a hundred thousand opinions."""

HEADING = "## The planner's desk"
