"""Publication: drafts, public records, previews, former addresses, withdrawals."""
