"""Themes and copies among many opinions."""
