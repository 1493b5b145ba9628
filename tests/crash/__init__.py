"""The crash test: the service killed at random moments, again and again, while people write and the providers have a
bad day; and afterwards every message, effect, answer and digest is accounted for. `python -m crash --help` runs it."""
