"""What tests and the demonstration stand on: servers and offices that are real, local, and can fail on demand."""
