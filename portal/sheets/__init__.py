"""Import and export of records as spreadsheets.

`resources` says which columns a kind of record has, `columns` and `references` how each is written and read.
`reading` parses an uploaded file within `limits`, `plan` compares it with the record and collects every
problem, `writing` writes the plan, `exports` makes exports and templates.
"""
