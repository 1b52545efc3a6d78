"""How much of a sheet is taken at a time; the pages of an import state it."""

BYTES = 10 * 2**20
ROWS = 20_000  # filled in, without heads and explanations
COLUMNS = 100
CELL = 32_767  # letters that a cell of a workbook can hold: a longer text was cut off by the spreadsheet
DIGITS = 15  # of a number that a workbook keeps; a text it keeps whole
LETTERS = 32 * 2**20  # in all: a workbook may use one long text in every cell
UNPACKED = 64 * 2**20  # of a workbook
ELEMENTS = 1_500_000  # of the XML of a sheet: two for each cell
FORMATTED_ROWS = 10 * ROWS  # of a workbook, blank ones too
STYLE_ELEMENTS = 50_000  # of any other part of a workbook
