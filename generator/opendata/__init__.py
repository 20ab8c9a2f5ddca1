"""Open data: tables with their dictionary, written as CSV, JSON, XLSX and SQLite; JSON twins of the pages; Atom feeds.

Everything is written from the same typed definitions (`definition.Table`) and from what the pages themselves are written from,
so that nothing is in the data that is not public on a page.
"""
