"""Finding the answer that fits a question, and saying so when there is none."""
