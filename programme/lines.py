"""How lines of a text end: browsers send CRLF, the portal keeps LF, so that equal texts are equal."""


def unix_lines(text: str) -> str:
    """The text with every line end as one LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
