"""Text from outside made fit for one line of a log or a list."""


def one_line(text: object, max_length: int) -> str:
    r"""At most `max_length` characters; what does not print (line ends, escapes, direction overrides) is \\-escaped."""
    shown = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in str(text))
    return shown if len(shown) <= max_length else f"{shown[: max_length - 1]}…"
