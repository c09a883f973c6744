"""What the engine costs: run by ``make bench``, never by pytest."""
