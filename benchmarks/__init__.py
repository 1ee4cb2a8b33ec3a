"""Quality and speed of the library, measured on data given by path."""
