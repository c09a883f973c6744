"""Commands for operators and authors of documents."""
