"""The checks of the protocol, a module a family: ledger (chain, checkpoint, documents), draw, rank."""
