"""Organisations and people that are recorded twice: find them, and merge them."""
