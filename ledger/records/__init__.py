"""The records that people write: YAML with Chinese keys to typed values, every problem with its file, line and column.

`load.load_records` reads all of them; `guard.guard` holds them against what the ledger has fixed.
"""
