"""Measures of how good rankings and groupings are."""
