"""Words and punctuation in three languages: folding for search, joining of lines."""
