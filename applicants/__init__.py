"""Who applies, and what became of it. Imports policies, never the other way round."""
