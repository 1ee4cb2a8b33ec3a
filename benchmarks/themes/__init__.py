"""Themes beside their peers, on the same rows and vectors; what they cost for few and many opinions."""
