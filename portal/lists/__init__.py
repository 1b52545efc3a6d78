"""Public lists: parameters, index, columns, formats and the view."""
