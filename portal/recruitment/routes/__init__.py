"""The pages of enquiries: a file for each idea."""
