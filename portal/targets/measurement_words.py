"""What is said of a file of figures and of each of its lines."""

from flask_babel import lazy_gettext as _l

from portal.targets.rules.measurements.judging import No
from portal.targets.rules.measurements.table import LARGEST_FILE, MOST_LINES, BadFile

# Each sentence may name what it is about as %(detail)s.
BAD_FILE = {
    BadFile.EMPTY: _l("The file is empty."),
    BadFile.TOO_LARGE: _l(
        "The file is larger than %(size)s kB. Bring the figures in several files.",
        size=LARGEST_FILE // 1000,
    ),
    BadFile.TOO_LARGE_INSIDE: _l(
        "The spreadsheet unpacks to far more than figures take up, so we do not open it. Save the"
        " one sheet with the figures as a file of its own."
    ),
    BadFile.TOO_MANY_LINES: _l(
        "The file has more than %(number)s lines. Bring the figures in several files.",
        number=MOST_LINES,
    ),
    BadFile.NOT_TEXT: _l("This is neither a CSV file nor an Excel file (.xlsx)."),
    BadFile.OLD_SPREADSHEET: _l(
        "This is an Excel file of the old kind (.xls), or one with a password. Save it as .xlsx"
        " without a password, or as CSV."
    ),
    BadFile.BROKEN_SPREADSHEET: _l(
        "The spreadsheet is broken or protected, so we can't read it. Save it again, or as CSV."
    ),
    BadFile.WRONG_HEADER: _l(
        "The first line must name the columns. These are missing: %(detail)s. Take our template if"
        " you are in doubt."
    ),
    BadFile.COLUMN_TWICE: _l(
        "Two columns are both read as %(detail)s. Take one of them away, so that nothing is"
        " counted twice."
    ),
    BadFile.NO_LINES: _l("The file has a header, but no lines below it."),
}
NO = {
    No.TOO_MANY_CELLS: _l(
        "The line has more cells than the header: %(detail)s is left over. Have the numbers decimal"
        " commas in a file that is separated by commas?"
    ),
    No.FORMULA: _l("%(detail)s is a formula. Put in the number itself."),
    No.NO_GOAL: _l("The line names no goal."),
    No.UNKNOWN_GOAL: _l("There is no goal called %(detail)s in the register."),
    No.WHICH_PLAN: _l(
        "Several plans have this goal (%(detail)s). Write the plan's year in the column plan_year."
    ),
    No.COUNTED_HERE: _l("The portal counts %(detail)s itself, so no other figure is taken."),
    No.IN_WORDS: _l("%(detail)s is judged in words and has no figures."),
    No.NOT_A_MONTH: _l("“%(detail)s” is no month. Write it like 2026-06 or juni 2026."),
    No.FUTURE_MONTH: _l("%(detail)s has not begun yet."),
    No.NOT_A_NUMBER: _l("“%(detail)s” is no number."),
    No.TWO_READINGS: _l(
        "%(detail)s can be read in two ways. Write the decimals after a comma, or the thousands"
        " without a point."
    ),
    No.OVER_100: _l("%(detail)s is more than 100 per cent."),
    No.BELOW_0: _l("%(detail)s is less than nothing."),
    No.BELOW_MINUS_100: _l("Nothing can fall by more than 100 per cent: %(detail)s."),
    No.NO_FIGURES: _l("The line has no figures."),
    No.UNKNOWN_STATUS: _l("“%(detail)s” is none of opfyldt, på rette vej and ikke opfyldt."),
    No.TWICE: _l(
        "Another line gives figures for the same goal and month (%(detail)s). Neither is taken."
    ),
}


def bad_file(reason: BadFile, detail: str) -> str:
    """Why nothing of the file can be read."""
    return str(BAD_FILE[reason] % {"detail": detail})


def refused(reason: No, detail: str) -> str:
    """Why a line is refused."""
    return str(NO[reason] % {"detail": detail})
