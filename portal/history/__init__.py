"""The history of records: revisions, reasons, edit conflicts, restoring."""
