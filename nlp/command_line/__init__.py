"""`python -m nlp …`: one module a subcommand, one JSON line a run."""
