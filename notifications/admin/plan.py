"""The plan: what goes out in the next days, to whom and why; and taking one reminder out of it."""

from collections import defaultdict

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.ladder import EVERYONE, may_take_back
from notifications.models import MAX_REASON, Ladder, SkippedRung
from notifications.services import plan, skipping
from notifications.services.planning import ways_to_skip
from programme.admin_base import Act, PortalModelAdmin
from programme.forms import PortalForm
from programme.templatetags.portal import translated
from records.errors import ActRefused
from records.visibility import closed_keys, visible_to

HORIZONS = (30, 90)


class SkipForm(PortalForm):
    recipient = forms.ChoiceField(label=_("Wer bekommt sie nicht?"), widget=forms.RadioSelect, required=False)
    reason = forms.CharField(
        label=_("Grund"),
        max_length=MAX_REASON,
        help_text=_("Steht im Plan und im Protokoll. Die Person erfährt ihn nicht."),
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = dict(ways_to_skip(entry))
        choices = list(self.people.items())
        self.fields["recipient"].choices = [(EVERYONE, _("Niemand bekommt sie")), *choices]


class PlanMixin:
    """The plan's pages, beside the ledger."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("plan/", view(self.plan_view), name="notifications_reminder_plan"),
            path("plan/skip/", view(self.skip_view), name="notifications_reminder_skip"),
            *super().get_urls(),
        ]

    def plan_view(self, request):
        """What goes out in the next 30 or 90 days, to whom and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        day = timezone.localdate()
        days = int(request.GET["days"]) if request.GET.get("days") in {str(days) for days in HORIZONS} else HORIZONS[0]
        planned = visible_plan(plan(day, days), request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Was geht in den nächsten %(days)s Tagen hinaus?") % {"days": days},
            "opts": self.opts,
            "rows": [row_of(entry, day) for entry in planned],
            "mail_count": sum(len(entry.recipients) for entry in planned),
            "chips": [
                {
                    "label": gettext("%(days)s Tage") % {"days": horizon},
                    "url": f"?days={horizon}",
                    "current": horizon == days,
                    "count": None,
                }
                for horizon in HORIZONS
            ],
        }
        return TemplateResponse(request, "admin/notifications/reminder/plan.html", context)

    def skip_view(self, request):
        """Take one planned reminder out: for everyone, or for one of its recipients."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entry = self._planned(request)
        form = SkipForm(request.POST or None, entry=entry)
        if request.method == "POST" and form.is_valid() and self._skip(request, entry, form):
            return HttpResponseRedirect(reverse("admin:notifications_reminder_plan"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Erinnerung überspringen"),
            "opts": self.opts,
            "entry": entry,
            "form": form,
        }
        return TemplateResponse(request, "admin/notifications/reminder/skip.html", context)

    def _planned(self, request):
        """What the address names, if it is in the plan and still goes to somebody."""
        wanted = tuple(request.GET.get(name, "") for name in ("kind", "key", "rung"))
        for entry in visible_plan(plan(timezone.localdate(), max(HORIZONS)), request.user):
            if (entry.kind, entry.subject_key, entry.rung) == wanted and ways_to_skip(entry):
                return entry
        raise Http404

    def _skip(self, request, entry, form):
        recipient = form.cleaned_data["recipient"]
        try:
            skipping.skip(
                kind=entry.kind,
                subject_key=entry.subject_key,
                rung=entry.rung,
                recipient=recipient,
                recipient_name=form.people.get(recipient, ""),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                day=timezone.localdate(),
            )
        except ActRefused as refusal:
            form.add_error(None, refusal.message)
            return False
        messages.success(request, gettext("Die Erinnerung „%(title)s“ wird übersprungen.") % {"title": entry.title})
        return True


def row_of(entry, day):
    """One row of the plan: the entry, where it can be taken out, and which skips can still be undone."""
    names = {"kind": entry.kind, "key": entry.subject_key, "rung": entry.rung}
    undoable = may_take_back(entry.on, day)
    return {
        "entry": entry,
        "skip_url": f"{reverse('admin:notifications_reminder_skip')}?{urlencode(names)}" if ways_to_skip(entry) else "",
        "skips": [
            {
                "skip": skip,
                "back_url": reverse("admin:notifications_skippedrung_act", args=[skip.pk, "take-back"])
                if undoable
                else "",
            }
            for skip in entry.skips
        ],
    }


def visible_plan(planned, user):
    """The plan without what is about a subject that is closed to the person."""
    day = timezone.localdate()
    keys = defaultdict(set)
    for entry in planned:
        keys[entry.kind].add(entry.subject_key)
    closed = {kind: closed_keys(kind, subjects, user, day) for kind, subjects in keys.items()}
    return [entry for entry in planned if entry.subject_key not in closed[entry.kind]]


class KindFilter(admin.SimpleListFilter):
    """Kinds by the names of their ladders."""

    title = _("Leiter")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(ladder.kind, translated(ladder, "name")) for ladder in Ladder.objects.order_by("name_de")]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(SkippedRung)
class SkippedRungAdmin(PortalModelAdmin):
    """What was taken out of the plan, by whom and why."""

    read_only = True
    list_display = ["subject_key", "rung", "to", "reason", "planned_on", "skipped_by", "taken_back_at"]
    list_filter = [KindFilter]
    list_select_related = ["skipped_by"]
    search_fields = ["subject_key", "reason"]
    search_help_text = _("Sucht nach Gegenstand und Grund.")
    fields = [
        "subject_key",
        "kind",
        "rung",
        "to",
        "reason",
        "planned_on",
        "skipped_at",
        "skipped_by",
        "taken_back_at",
        "taken_back_by",
    ]
    readonly_fields = fields
    acts = [
        Act(
            name="take-back",
            label=_("Überspringen zurücknehmen"),
            allowed=lambda row, user: skipping.can_take_back(row, timezone.localdate()),
            run=lambda row, form, user: skipping.take_back(row, actor=user, day=timezone.localdate()),
            description=_("Die Erinnerung steht wieder im Plan und geht an ihrem Tag hinaus."),
        )
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("skipped_by", "taken_back_by")
        return visible_to(rows, request.user, timezone.localdate(), kind="kind")

    @admin.display(description=_("An"))
    def to(self, row):
        return (row.recipient_name or row.recipient) if row.recipient else gettext("alle")
