"""The appointments of a calendar: agreed talks and sittings, under the same UIDs as in mails and downloads.

They stay for a year, so that a calendar still tells when something was. The address of a video call is left out: it
opens the call to everybody who reads the calendar, and stands in the invitation and in the portal.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from admissions.interviews import Side, page_of
from admissions.invitations import summary_for
from admissions.models import InterviewDate, InterviewParticipant, InterviewPlan, Sitting
from admissions.permissions import applications_of, board_files, office_files, sittings_for
from admissions.sitting_calendar import USUAL_LENGTH, ZONE
from admissions.workflow import State
from records.calendars import DOMAIN, Entry

KEPT_FOR = timedelta(days=365)


def my_talks(user, day):
    """Of the own applications, and those the person is invited to; none under a conflict, none after leaving."""
    own = set(applications_of(user, day).values_list("pk", flat=True))
    files = {
        Side.BOARD: set(board_files(user, day).values_list("pk", flat=True)),
        Side.OFFICE: set(office_files(user, day).values_list("pk", flat=True)),
    }
    invited = InterviewParticipant.objects.filter(user=user, removed_at=None)
    sides = dict(invited.values_list("plan", "side"))
    for date in _talks(day):
        case = date.plan.application_id
        side = sides.get(date.plan_id)
        if case in own:
            yield _talk(date, Side.APPLICANT)
        elif side and case in files[Side(side)]:
            yield _talk(date, Side(side))


def cluster_talks(cluster, day):
    return [_talk(date, Side.APPLICANT) for date in _talks(day).filter(plan__application__cluster=cluster)]


def office_talks(user, day):
    files = office_files(user, day).values("pk")
    return [_talk(date, Side.OFFICE) for date in _talks(day).filter(plan__application__in=files)]


def my_sittings(user, day):
    """Of the board, while the person sits on it."""
    return [
        _sitting(sitting, reverse("admissions:review-sitting", args=[sitting.key]))
        for sitting in _recent(sittings_for(user, day), day)
    ]


def office_sittings(day):
    return [
        _sitting(sitting, reverse("admin:admissions_sitting_change", args=[sitting.pk]))
        for sitting in _recent(Sitting.objects.all(), day)
    ]


def _recent(sittings, day):
    return sittings.filter(held_on__gte=day - KEPT_FOR)


def _talks(day):
    """Agreed dates that are ahead or were held: what was called off is none."""
    ahead = Q(plan__state=InterviewPlan.State.FIXED, plan__application__state=State.IN_REVIEW)
    return InterviewDate.objects.filter(
        ahead | Q(plan__state=InterviewPlan.State.HELD),
        chosen_at__isnull=False,
        withdrawn_at=None,
        starts_at__date__gte=day - KEPT_FOR,
    ).select_related("plan__application__cluster")


def _talk(date, side):
    address = settings.SITE_URL + page_of(side, date.plan.application)
    return Entry(
        uid=date.plan.uid,
        summary=summary_for(side, date.plan.application),
        start=date.starts_at,
        end=date.ends_at,
        location=date.place or _("Videogespräch"),
        description=_("Alles Weitere im Portal: %(address)s") % {"address": address},
        url=address,
        sequence=date.plan.sequence,
    )


def _sitting(sitting, link):
    circulation = sitting.kind == Sitting.Kind.CIRCULATION
    start, end = sitting.held_on, None
    if sitting.starts_at and not circulation:
        start = datetime.combine(sitting.held_on, sitting.starts_at, ZONE)
        end = start + USUAL_LENGTH
    summary = (
        _("Umlaufverfahren des Programmbegleitkreises: letzter Tag")
        if circulation
        else _("Sitzung des Programmbegleitkreises")
    )
    return Entry(
        uid=f"sitting-{sitting.key}@{DOMAIN}",
        summary=summary,
        start=start,
        end=end,
        location="" if circulation else sitting.place,
        url=settings.SITE_URL + link,
    )
