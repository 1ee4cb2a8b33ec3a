"""How well copies are found, and how quickly among very many opinions."""

HEADING = "## Copies"
