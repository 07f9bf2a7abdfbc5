"""The office's desk on the first page of the web admin: what waits, what lies with others, what is due next."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admissions.admin.case_acts import CASE_ACTS
from admissions.admin.case_page import BADGES
from admissions.officework import next_step, with_steps
from admissions.permissions import idle_drafts, is_office, office_files
from admissions.workflow import OPEN_STATES, State
from admissions.worklists import chips_of, counts_of
from clusters.models import Function
from notifications.models import LETTER_KIND, OfficeTask, OutboxMessage
from programme.templatetags.portal import translated
from records.visibility import visible_to

from .desk_content import content_lists
from .desk_contributions import contributions_list
from .desk_lists import MOST, WorkList
from .desk_members import member_lists
from .desk_newsletter import newsletter_list


def desk_of(user, day):
    """The lists for a person of the office; none for everyone else. A fixed number of queries, however many rows."""
    if not is_office(user, day):
        return []
    cases = _cases(user, day)
    lists = [
        _waiting(cases, _work_chips(user, day)),
        _requests(),
        contributions_list(),
        _tasks(user, day),
        _messages(user, day),
        newsletter_list(timezone.now()),
        _elsewhere(cases),
        _idle_drafts(user, day),
        *member_lists(user, day),
        *content_lists(day),
    ]
    return [one for one in lists if one.rows or one.key == "waiting"]


def _cases(user, day):
    """Every case that is not over, with its next step, oldest first."""
    files = office_files(user, day).filter(state__in=[*OPEN_STATES, State.DECIDED]).select_related("cluster")
    cases = [(case, next_step(case)) for case in with_steps(files, user).order_by("state_since", "number")]
    return [(case, step) for case, step in cases if step.text]


def _work_chips(user, day):
    """The work lists of the list of applications, with the same numbers."""
    url = reverse("admin:admissions_application_changelist")
    counts = counts_of(with_steps(office_files(user, day), user), day)
    chips = chips_of(counts, lambda key: f"{url}?list={key}" if key else url)
    return [chip | {"current": False} for chip in chips]


def _waiting(cases, chips):
    labels = {act.name: act.label for act in CASE_ACTS}
    mine = [(case, step) for case, step in cases if step.waits_for_office]
    rows = []
    for case, step in mine[:MOST]:
        act = step.act if case.step_declared else "declare"
        rows.append(
            _case_row(case, note=step.text, day=case.state_since, day_label=_("seit"))
            | {
                "act": {
                    "label": labels[act],
                    "url": reverse("admin:admissions_application_act", args=[case.pk, act]),
                }
            }
        )
    sentence = ngettext("%(count)s Antrag wartet auf Sie.", "%(count)s Anträge warten auf Sie.", len(mine))
    url = reverse("admin:admissions_application_changelist")
    return WorkList("waiting", _("Anträge"), sentence % {"count": len(mine)}, rows, url, len(mine), chips)


def _elsewhere(cases):
    others = [(case, step) for case, step in cases if not step.waits_for_office]
    rows = [_case_row(case, note=step.text, day=step.due, day_label=_("Frist:")) for case, step in others[:MOST]]
    count = len(others)
    sentence = ngettext("%(count)s Antrag liegt bei anderen.", "%(count)s Anträge liegen bei anderen.", count)
    url = reverse("admin:admissions_application_changelist")
    return WorkList(
        "elsewhere", _("In Bearbeitung bei anderen"), sentence % {"count": count}, rows, url=url, count=count
    )


def _idle_drafts(user, day):
    """Drafts that nobody has touched for long, the oldest first: which cluster, since when.

    What is in them is their people's alone, so there is no page behind a row.
    """
    drafts = idle_drafts(user, day).select_related("cluster").order_by("edited_at")
    rows = [
        {
            "title": draft.cluster.name,
            "preline": draft.number,
            "note": _("Die Leute des Clusters werden von selbst erinnert. Den Inhalt sehen nur sie."),
            "day": timezone.localdate(draft.edited_at),
            "day_label": _("zuletzt bearbeitet"),
        }
        for draft in drafts[:MOST]
    ]
    count = drafts.count() if len(rows) == MOST else len(rows)
    sentence = ngettext("%(count)s Entwurf ruht.", "%(count)s Entwürfe ruhen.", count) % {"count": count}
    return WorkList("idle-drafts", _("Ruhende Entwürfe"), sentence, rows)


def _case_row(case, *, note, day: date | None, day_label):
    return {
        "title": case.cluster.name,
        "preline": case.number,
        "url": reverse("admin:admissions_application_change", args=[case.pk]),
        "badge": case.get_state_display(),
        "badge_kind": BADGES.get(case.state, ""),
        "note": note,
        "day": day,
        "day_label": day_label,
    }


def _requests():
    """People who ask to speak for an existing organisation or cluster."""
    waiting = Function.objects.filter(confirmed_on=None, ends_on=None)
    rows = [
        {
            "title": str(one.user),
            "url": reverse("admin:clusters_function_change", args=[one.pk]),
            "preline": one.get_kind_display(),
            "note": str(one.cluster or one.organisation),
            "act": {
                "label": _("Bestätigen"),
                "url": reverse("admin:clusters_function_act", args=[one.pk, "confirm"]),
            },
        }
        for one in waiting.select_related("user", "cluster", "organisation").order_by("pk")
    ]
    sentence = ngettext(
        "%(count)s Person möchte für eine bestehende Organisation sprechen.",
        "%(count)s Personen möchten für eine bestehende Organisation sprechen.",
        len(rows),
    )
    url = reverse("admin:clusters_function_changelist") + "?state=waiting"
    return WorkList("requests", _("Anfragen"), sentence % {"count": len(rows)}, rows, url=url)


def _tasks(user, day):
    waiting = visible_to(OfficeTask.objects.filter(done_at=None), user, day)
    rows = [
        {
            "title": translated(task, "text"),
            "url": reverse("admin:notifications_officetask_change", args=[task.pk]),
            "preline": task.subject_key,
            "day": task.created_at,
            "day_label": _("seit"),
            "act": {
                "label": _("Erledigt"),
                "url": reverse("admin:notifications_officetask_act", args=[task.pk, "done"]),
            },
        }
        for task in waiting.order_by("created_at")
    ]
    sentence = ngettext("%(count)s Aufgabe ist offen.", "%(count)s Aufgaben sind offen.", len(rows))
    url = reverse("admin:notifications_officetask_changelist")
    return WorkList("tasks", _("Aufgaben"), sentence % {"count": len(rows)}, rows, url=url)


def _messages(user, day):
    """Mails that wait for a person. Letters on decisions stand with their cases, mailings with their issue."""
    held, failed = OutboxMessage.State.HELD, OutboxMessage.State.FAILED
    waiting = OutboxMessage.objects.filter(state__in=[held, failed]).exclude(kind=LETTER_KIND, state=held)
    # Copies of a mailing are counted at their issue: hundreds of them would hide everything else.
    waiting = waiting.filter(unsubscribe_url="")
    rows = [
        {
            "title": message.subject,
            "url": reverse("admin:notifications_outboxmessage_change", args=[message.pk]),
            "badge": message.get_state_display(),
            "badge_kind": "danger" if message.state == failed else "warning",
            "preline": message.to_email,
            "day": message.created_at,
            "day_label": _("seit"),
        }
        for message in visible_to(waiting, user, day).order_by("created_at")
    ]
    sentence = ngettext("%(count)s Nachricht braucht Sie.", "%(count)s Nachrichten brauchen Sie.", len(rows))
    url = reverse("admin:notifications_outboxmessage_changelist")
    return WorkList("messages", _("Postausgang"), sentence % {"count": len(rows)}, rows, url=url)
