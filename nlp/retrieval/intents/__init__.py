"""Which of many known intents a short text has: features, two linear learners, and a judge of both."""
