"""Pure decisions about tokens, documents, addresses and signatures."""
