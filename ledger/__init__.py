"""The draw ledger: a pure core, and at its edge storage, sources, records and commands."""
