"""Cells of a CSV file that a spreadsheet takes for text, never for a formula (OWASP: CSV injection)."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What begins a formula, or is skipped by a spreadsheet on its way to one; the last four are full width."""


def inert(value: object) -> str:
    """The value as text, after an apostrophe where it would begin a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
