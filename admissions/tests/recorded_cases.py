"""A recommended case and two people of the office, for tests of decisions that were signed on paper."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.services import recorded
from admissions.tests.board import assign, declare_none, new_file
from admissions.tests.board import recommended as make_recommended
from admissions.tests.factories import submitted_review
from records.uploads import store_bytes

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def office_person(name="Zweite Person"):
    person = UserFactory(name=name)
    RoleGrantFactory(user=person, role=RoleGrant.Role.OFFICE)
    return person


def recommended_case(applicant, cluster, board1, board2, office, day, *declared, points=12):
    """A file with one review of `points` of 12 and the board's advice; the named people declared no conflict."""
    application = new_file(applicant, cluster)
    assign(application, board1, office)
    submitted_review(application, board1, points)
    make_recommended(application, board2, day)
    declare_none(application, office, *declared)
    return application


def values(day, outcome="admitted", **changes):
    """What the office enters."""
    return {
        "outcome": outcome,
        "reason": "Nach Würdigung aller Umstände.",
        "decided_on": day,
        "starts_on": day if outcome.startswith("admitted") else None,
        "conditions": "Bericht nach einem Jahr." if outcome == "admitted_with_conditions" else "",
        "signed_by": "Dr. Martha Beispiel",
        "signed_as": "Referatsleiterin",
        "file_reference": "VB2-17/4",
        **changes,
    }


def document(by):
    return store_bytes(PDF, "entscheidung.pdf", "application/pdf", by=by)


def propose(application, by, day, outcome="admitted", **changes):
    given = values(day, outcome, **changes)
    given.setdefault("document", document(by))
    return recorded.propose(application, actor=by, day=day, **given)


def scan(name="entscheidung.pdf"):
    """An upload that is a PDF by its content."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    content = io.BytesIO()
    writer.write(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")
