"""Sheets: kinds of record as the rows of a spreadsheet, to be filled in, read back and compared.

`reading` takes a file apart within bounds, `columns` and `resources` say what stands in it, `plan` compares
it with the record and finds all that is wrong, `writing` writes it, `tables` makes exports and templates.
"""
