"""What stands in the register against what a row says: the same, filled in, or a contradiction."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _


class RowFault(Exception):
    """What keeps a row from being written, with the column it is about."""

    def __init__(self, column, message):
        super().__init__(message)
        self.column = column


def fills(column, present, given):
    """Whether `given` fills an empty value of the register. RowFault when both are there and differ."""
    if given is None:
        return False
    if present in (None, ""):
        return True
    agree(column, present, given)
    return False


def agree(column, present, given):
    if present != given:
        raise RowFault(
            column,
            _("Im Register steht „%(ours)s“, in der Datei „%(theirs)s“. Bitte klären Sie, was stimmt.")
            % {"ours": _in_words(present), "theirs": _in_words(given)},
        )


def _in_words(value):
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value)
