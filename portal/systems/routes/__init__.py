"""The administrator's pages of the company's systems."""
