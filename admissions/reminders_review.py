"""What board members are reminded of: a review that was asked for and is not handed in."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from notifications.sources import Due, Recipient

from .models import Application, ConflictDeclaration, Review, ReviewAssignment
from .permissions import function_conflict
from .workflow import REVIEW_STATES


def _key(assignment):
    """One walk up the ladder per assignment; the number alone would be shared by all reviewers."""
    return f"{assignment.application.number}/{assignment.pk}"


class ReviewSource:
    """Assignments that are open, in review, not submitted, and whose reviewer has no conflict."""

    kind = "review"

    def _open(self, day):
        own = {"application": OuterRef("application")}
        submitted = Review.objects.filter(reviewer=OuterRef("reviewer"), submitted_at__isnull=False, **own)
        declared = ConflictDeclaration.objects.filter(
            user=OuterRef("reviewer"), value=ConflictDeclaration.Value.DECLARED, **own
        )
        locked_out = Application.objects.filter(
            function_conflict(OuterRef(OuterRef("reviewer")), day), pk=OuterRef("application")
        )
        return (
            ReviewAssignment.objects.filter(
                ~Exists(submitted),
                ~Exists(declared),
                ~Exists(locked_out),
                ended_at=None,
                application__state__in=REVIEW_STATES,
            )
            .select_related("application__cluster", "reviewer")
            .order_by("pk")
        )

    def _found(self, key, day):
        """The assignment of a key while it is open; None otherwise, also for a key that is none of ours."""
        number, _slash, pk = key.partition("/")
        if not pk.isdecimal():
            return None
        return self._open(day).filter(application__number=number, pk=pk).first()

    def due(self, day):
        return [self._due(assignment) for assignment in self._open(day)]

    def _due(self, assignment):
        application = assignment.application
        return Due(
            _key(assignment),
            assignment.due_on,
            user_id=assignment.reviewer_id,
            title=f"{application.number}, {application.cluster.name}",
            link=reverse("admissions:review-file", args=[application.number]),
        )

    def due_on(self, key):
        assignment = self._found(key, timezone.localdate())
        return assignment.due_on if assignment else None

    def still_stands(self, key, day):
        return self._found(key, day) is not None

    def recipients(self, key):
        assignment = self._found(key, timezone.localdate())
        return [Recipient.of(assignment.reviewer)] if assignment else []

    def context(self, key, language):
        number = key.partition("/")[0]
        application = Application.objects.select_related("cluster").get(number=number)
        return {
            "title": f"{number}, {application.cluster.name}",
            "cluster": application.cluster.name,
            "number": number,
            "link": reverse("admissions:review-file", args=[number]),
        }


SOURCES = [ReviewSource()]
