"""Japanese text analysis for consultations and the chatbot. Knows no web framework and no settings."""
