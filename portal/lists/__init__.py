"""Public lists: pages, CSV and JSON of the same rows.

In the order of a request: `views` (the list), `filterset` (its parameters together), `parameters` and
`facets` (each parameter) with `fields` (what they accept), `index` (which rows match), `rows` (those of a
page), `controls` (the form), `formats` with `columns` and `csv_headers` (the data).
"""
