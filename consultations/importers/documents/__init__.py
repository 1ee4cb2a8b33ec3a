"""Draft plans as Word or Markdown files, read into numbered sections that comments can hang on."""
