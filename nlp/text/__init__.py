"""Words, sentences and personal data in Japanese and English text."""
