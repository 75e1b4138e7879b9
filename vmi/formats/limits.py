"""The bounds within which a file is read; beyond them it is refused rather than held in memory."""

from typing import Final

HEAD_BYTES: Final = 256 * 1024
HEAD_ROWS: Final = 2_000
HEADER_WITHIN_ROWS: Final = 50
SAMPLE_ROWS: Final = 20
SAMPLE_CELL_CHARACTERS: Final = 200

BLOCK_BYTES: Final = 512 * 1024
# A batch is about so many rows, or so many characters of text, whichever comes first.
BATCH_ROWS: Final = 50_000
BATCH_TEXT_CHARACTERS: Final = 2 * 1024 * 1024

LINE_CHARACTERS: Final = 1024 * 1024
CELL_CHARACTERS: Final = 32 * 1024
COLUMNS: Final = 512
# A quoted cell that runs on longer than this was never closed.
RECORD_LINES: Final = 256
RECORD_CHARACTERS: Final = 256 * 1024

# Distinct texts that are remembered from batch to batch, for each column.
REMEMBERED_TEXTS: Final = 100_000

# EDI. No segment of a report is longer than a few hundred characters; SDQ has up to about 700.
SEGMENT_CHARACTERS: Final = 64 * 1024
# Notes of one interchange that are told apart, and duplicate lines of it that are shown.
NOTES_TOLD: Final = 1_000
DUPLICATES_TOLD: Final = 1_000

WORKBOOK_MEMBERS: Final = 10_000
WORKBOOK_BYTES: Final = 2 * 1024**3
# Shared strings and styles are held in memory whole; sheets are streamed.
WORKBOOK_HELD_BYTES: Final = 192 * 1024 * 1024
WORKBOOK_RATIO: Final = 200
WORKBOOK_RATIO_FROM_BYTES: Final = 16 * 1024 * 1024
SHEET_ROWS: Final = 1_048_576

ZIP_MEMBERS: Final = 10_000
# A directory with so many members is shorter than this.
ZIP_DIRECTORY_BYTES: Final = 4 * 1024 * 1024
ARCHIVE_PARTS: Final = 1_000
MERGES: Final = 200_000
HEAD_CHARACTERS: Final = 8 * 1024 * 1024
# A number with more digits before or behind its point is left as the text that it is.
NUMBER_DIGITS: Final = 64

# Lines sent twice that are told one by one.
COPIES_TOLD: Final = 1_000
