"""How fast it is, next to others that do the same or less: `python -m tests.bench`."""
