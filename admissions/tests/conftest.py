"""Fixtures of the tests of board and ministry; a test file may replace them by its own of the same name."""

import pytest

from admissions.models import Answer
from admissions.tests.board import CANARY, assign, interviewed, new_file, open_ballot
from admissions.tests.factories import submitted_review


@pytest.fixture
def application(applicant, applicant_cluster):
    application = new_file(applicant, applicant_cluster)
    Answer.objects.update(text=f"Antwort des Clusters {CANARY}")
    return application


@pytest.fixture
def assigned(application, board1, office):
    assign(application, board1, office)
    return application


@pytest.fixture
def member(client, board1):
    client.force_login(board1)
    return client


@pytest.fixture
def chair(client, board2):
    client.force_login(board2)
    return client


@pytest.fixture
def voting(application, board1, board2, office, today):
    """Reviewed by both, talked to, open for the vote."""
    for reviewer in (board1, board2):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, 12)
    interviewed(application, office, today)
    open_ballot(application, board2)
    return application
