"""What is owed, one module a family of duties; `ledger.core.duties` tells them all."""
