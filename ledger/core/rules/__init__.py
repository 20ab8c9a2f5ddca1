"""The regulation's rules as data and small pure functions, one module a family; each begins with its clause."""
