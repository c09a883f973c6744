"""Words that templates print themselves."""
