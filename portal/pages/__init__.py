"""Pages that are no lists, and what machines ask for."""
