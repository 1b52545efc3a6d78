"""How much of a sheet is taken at a time; the import pages state those that people can meet."""

MAX_FILE_BYTES = 10 * 2**20
MAX_ROWS = 10_000  # filled in, without the header and explanations: SQLite lets nobody else save meanwhile
MAX_LINES = 2**20  # of a file, blank ones and explanations too: the last row that a spreadsheet can have
MAX_COLUMNS = 100
MAX_CELLS_IN_ROW = 2**14  # likewise, most of them empty
MAX_CELL_CHARACTERS = (
    32_767  # that a cell of a workbook can hold: a longer text was cut off by the spreadsheet
)
MAX_NUMBER_DIGITS = 15  # of a number that a workbook keeps; a text it keeps whole
MAX_CHARACTERS = 32 * 2**20  # in all cells: a workbook may use one long text in every cell
MAX_UNPACKED_BYTES = 64 * 2**20  # of a workbook
MAX_SHEET_ELEMENTS = 3_500_000  # of the XML of a worksheet: three for each cell of `MAX_ROWS`
MAX_OTHER_ELEMENTS = 50_000  # of the XML of any other part of a workbook, such as its styles
MAX_TOKEN_BYTES = 2**20  # of one tag or comment: the parser begins again with it at each block that it is fed
MAX_MERGED_RANGES = 50_000
MAX_MERGED_CELLS = 1_000_000  # in all ranges
