"""Where the ledger asks the world: beacon relays (`drand`), and published ledgers in a folder or on a site (`site`)."""
