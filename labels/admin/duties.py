"""The office's and the ministry's pages for silver duties."""

from django import forms
from django.contrib import admin
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusters.permissions import visible_memberships
from programme.admin_base import Act, PortalHistoryAdmin, PortalInline
from programme.forms import PortalForm

from .. import permissions
from ..facts import duties_with_facts, status_of
from ..models import DutyChange, SilverDuty
from ..services import duties
from ..validity import explain_duty


class DutyChangeInline(PortalInline):
    model = DutyChange
    read_only = True
    can_delete = False
    fields = ["kind", "new_due_on", "reason", "decided_on", "decided_by"]
    extra = 0


class AssessmentForm(PortalForm):
    started_on = forms.DateField(
        label=_("Begonnen am"), required=False, help_text=_("Leer: Die Begutachtung endete ohne Label.")
    )


class ExtensionForm(PortalForm):
    new_due_on = forms.DateField(label=_("Neuer Fälligkeitstag"))
    decided_on = forms.DateField(label=_("Entschieden am"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Begründung"), widget=forms.Textarea(attrs={"rows": 4}))


class WaiverForm(PortalForm):
    decided_on = forms.DateField(label=_("Entschieden am"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Begründung"), widget=forms.Textarea(attrs={"rows": 4}))


def _decides(duty, user):
    return permissions.may_decide_on_duty(user, timezone.localdate())


def _status_today(duty):
    """Several columns show it; worked out once per record."""
    if not hasattr(duty, "status_today"):
        duty.status_today = status_of(duty, timezone.localdate())
    return duty.status_today


@admin.register(SilverDuty)
class SilverDutyAdmin(PortalHistoryAdmin):
    list_display = ["key", "cluster", "state", "due_on"]
    search_fields = ["key", "membership__cluster__name"]
    readonly_fields = ["key", "cluster", "state", "due_on", "explanation", "assessment_started_on", "ended_on"]
    fields = readonly_fields
    inlines = [DutyChangeInline]
    view_roles = ("office", "ministry")
    acts = [
        Act(
            name="assessment",
            label=_("Begutachtung festhalten"),
            form_class=AssessmentForm,
            allowed=lambda duty, user: permissions.may_record(user, timezone.localdate()),
            run=lambda duty, form, user: duties.start_assessment(
                duty, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Solange eine Begutachtung läuft, gehen keine Erinnerungen hinaus."),
        ),
        Act(
            name="extend",
            label=_("Frist verlängern"),
            form_class=ExtensionForm,
            allowed=_decides,
            run=lambda duty, form, user: duties.extend(duty, **form.cleaned_data, actor=user, day=timezone.localdate()),
            description=_(
                "Der Fälligkeitstag verschiebt sich. Noch nicht versandte Erinnerungen verschieben sich mit."
            ),
        ),
        Act(
            name="waive",
            label=_("Auf den Nachweis verzichten"),
            form_class=WaiverForm,
            allowed=_decides,
            run=lambda duty, form, user: duties.waive(duty, **form.cleaned_data, actor=user, day=timezone.localdate()),
            description=_("Die Verpflichtung ist erlassen. Es gehen keine Erinnerungen mehr hinaus."),
            danger=True,
        ),
    ]

    def get_queryset(self, request):
        return duties_with_facts().filter(membership__in=visible_memberships(request.user, timezone.localdate()))

    def has_add_permission(self, request):
        """Duties come with a membership; nobody adds one by hand."""
        return False

    @admin.display(description=_("Cluster"), ordering="membership__cluster__name")
    def cluster(self, duty):
        return duty.membership.cluster

    @admin.display(description=_("Stand heute"))
    def state(self, duty):
        return _status_today(duty).state.label

    @admin.display(description=_("fällig am"))
    def due_on(self, duty):
        due_on = _status_today(duty).due_on
        return date_format(due_on) if due_on else "–"

    @admin.display(description=_("In Worten"))
    def explanation(self, duty):
        return explain_duty(_status_today(duty), translation.get_language())
