HEADING = "## The chat under load"
