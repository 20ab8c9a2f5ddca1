"""What the Makefile runs: preparing this machine, checking everything, rewriting the lock files. Not installed."""
