"""The job that writes a consultation into a file."""
