"""The worked example: `python -m tests.example` writes `records/` anew, byte for byte.

Everything here is made up and says so: names carry 示例, organisation codes the letters EXMP, and the keys and
secrets are published on purpose. Nothing in this package may ever sign, seal or seed a real ledger.
"""
