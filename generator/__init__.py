"""From a verified ledger to a website: page data, pages, the published files, search, sitemap."""
