"""The commands: each reads records, keys and the clock at the edge, asks the core, and hands bytes to storage."""
