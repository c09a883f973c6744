"""Pages of the catalogue and of a founder's way through it; no account is needed."""
