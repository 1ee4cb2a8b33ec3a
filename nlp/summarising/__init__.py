"""Summaries made of the opinions' own sentences."""
