"""What stays on disk: the ledger's files, written safely, the keys, and what this machine remembers of its signing."""
