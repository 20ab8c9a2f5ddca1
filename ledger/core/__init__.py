"""The protocol, pure: bytes, values and days in, values out. No file, clock, network or randomness."""
