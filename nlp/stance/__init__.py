"""What side a single opinion takes, as its wording says, and the words that say it."""
