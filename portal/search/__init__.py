"""Search over every kind of record."""
