"""Looking into a case file is logged (SPEC 2.1): who opened which one on which day."""

from records.services import record_once_a_day

from .states import SUBJECT_KIND

OPEN_FILE = "open_file"


def note_opening(application, *, by, day):
    """Whoever reads a case that is not the own one leaves an entry, once a day. The applicant does not see it."""
    record_once_a_day(actor=by, verb=OPEN_FILE, subject_kind=SUBJECT_KIND, subject_key=application.number, day=day)
