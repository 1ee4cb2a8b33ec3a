"""From the opinions of a consultation to themes: what the worker computes and how it is kept."""
