import pytest

from notifications.services import sending

from .mailserver import mailserver, silent_mailserver

__all__ = ["mailserver", "silent_mailserver"]


@pytest.fixture(autouse=True)
def _no_pause_after_another_test():
    """A server that was of no use to one test is none of the next one's business."""
    sending.leave_to_the_sweep(0)
    yield
    sending.leave_to_the_sweep(0)
