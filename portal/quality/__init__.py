"""What is wrong with the record, and what waits for staff."""
