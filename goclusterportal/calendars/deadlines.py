"""The deadlines of a calendar: what the reminders know as due, cut to what the person may see.

A new source of reminders joins by itself. It is asked once for all its deadlines, so that fifty cost as many queries
as one; only where it offers no title at hand, it is asked per deadline.
"""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from admissions.permissions import applications_of, board_files
from clusters.models import Cluster
from notifications import sources
from notifications.models import Ladder
from programme.templatetags.portal import translated
from records.calendars import Entry, uid_of
from records.visibility import closed_keys

# An appointment has an hour and a place: see appointments.py.
APPOINTMENTS = {"interview"}
# Where the office finds the subject; a key of a case begins with its number.
OFFICE_LISTS = {
    "silver-duty": "admin:labels_silverduty_changelist",
    "label-expiry": "admin:labels_labelaward_changelist",
    "benchmarking": "admin:labels_benchmarking_changelist",
    "event": "admin:events_registrationsettings_changelist",
}
OFFICE_CASES = {"completion", "review"}
DRAFTING = {"completion", "idle-draft"}


def my_deadlines(user, day):
    """Of the clusters the person speaks for, of applications worked on as a colleague, and the own reviews."""
    slugs = set(Cluster.objects.run_by(user, day).values_list("slug", flat=True))
    worked_on = set(applications_of(user, day).values_list("number", flat=True))
    reviewed = set(board_files(user, day).values_list("number", flat=True))
    for kind, due in _all_due(day):
        number = _subject_of(due)
        is_mine = due.cluster in slugs or (kind in DRAFTING and number in worked_on)
        # The source leaves out who is conflicted; whether the person still sits on the board is asked here.
        if kind == "review":
            is_mine = due.user_id == user.pk and number in reviewed
        elif due.user_id == user.pk:
            is_mine = True
        if is_mine:
            yield kind, due


def cluster_deadlines(cluster, day):
    """Whatever the cluster's own people are reminded of."""
    return ((kind, due) for kind, due in _all_due(day) if due.cluster == cluster.slug)


def office_deadlines(user, day):
    """All that the office may see: no drafts, and no case under the person's own conflict."""
    by_kind = defaultdict(list)
    for kind, due in _all_due(day):
        by_kind[kind].append(due)
    for kind, found in by_kind.items():
        closed = closed_keys(kind, [due.subject_key for due in found], user, day)
        for due in found:
            if due.subject_key not in closed:
                yield kind, due


def entries_for_people(deadlines):
    """Entries that lead to the pages of those who have to act."""
    names = _names()
    return [
        _entry(kind, due.subject_key, due.due_on, _summary(names, kind, title), link)
        for kind, due in deadlines
        for title, link in [_title_and_link(kind, due)]
    ]


def entries_for_office(deadlines):
    """Entries that lead into the admin. The reviews of one case are one entry, for its first day; it names nobody."""
    names, reviews, entries = _names(), defaultdict(list), []
    for kind, due in deadlines:
        if kind == "review":
            reviews[_subject_of(due)].append(due)
        else:
            title, _link = _title_and_link(kind, due)
            summary = _summary(names, kind, title)
            entries.append(_entry(kind, due.subject_key, due.due_on, summary, _office_link(kind, due)))
    for number, found in reviews.items():
        first = min(due.due_on for due in found)
        title, _link = _title_and_link("review", found[0])
        count = ngettext("%(count)s offen", "%(count)s offen", len(found)) % {"count": len(found)}
        summary = f"{_summary(names, 'review', title)} ({count})"
        entries.append(_entry("reviews", number, first, summary, _office_link("review", found[0])))
    return entries


def _all_due(day):
    for source in sources.registered():
        if source.kind not in APPOINTMENTS:
            for due in source.due(day):
                yield source.kind, due


def _names():
    """What the office calls each kind of deadline, in the active language."""
    return {ladder.kind: translated(ladder, "name") for ladder in Ladder.objects.all()}


def _summary(names, kind, title):
    return f"{names.get(kind, _('Frist'))}: {title}"


def _title_and_link(kind, due):
    if due.title and due.link:
        return due.title, due.link
    values = sources.source_for(kind).context(due.subject_key, get_language())
    return values["title"], values.get("link") or reverse("public:my")


def _subject_of(due):
    return due.subject_key.partition("/")[0]


def _office_link(kind, due):
    if kind in OFFICE_CASES:
        return f"{reverse('admin:admissions_application_changelist')}?q={_subject_of(due)}"
    return reverse(OFFICE_LISTS.get(kind, "admin:index"))


def _entry(kind, key, day, summary, link):
    address = link if "://" in link else settings.SITE_URL + link
    return Entry(
        uid=uid_of(kind, key),
        summary=summary,
        start=day,
        description=_("Alles Weitere im Portal: %(address)s") % {"address": address},
        url=address,
    )
