"""The office's and the ministry's pages for silver duties."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clusters.permissions import visible_memberships
from programme.admin_base import Act, PortalHistoryAdmin, PortalInline
from programme.forms import PortalForm
from programme.models import ProgrammeSettings

from .. import permissions
from ..facts import duties_with_facts, status_of
from ..models import DutyChange, DutyProposal, SilverDuty
from ..overview import view_of
from ..presenting import duties_context
from ..services import duties, proposals
from ..validity import DutyState, explain_duty
from .pages import OfficePageMixin


class ProposalInline(PortalInline):
    model = DutyProposal
    read_only = True
    can_delete = False
    fields = ["kind", "new_due_on", "reason", "proposed_on", "state", "answer"]
    extra = 0


class DutyChangeInline(PortalInline):
    model = DutyChange
    read_only = True
    can_delete = False
    fields = ["kind", "new_due_on", "holds_from", "reason", "decided_on", "decided_by"]
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


class ProposalForm(PortalForm):
    kind = forms.ChoiceField(label=_("Vorschlag"), choices=[(kind.value, kind.label) for kind in DutyChange.PROPOSED])
    new_due_on = forms.DateField(
        label=_("Neuer Fälligkeitstag"), required=False, help_text=_("Nur bei einer Verlängerung.")
    )
    reason = forms.CharField(label=_("Begründung"), widget=forms.Textarea(attrs={"rows": 4}))


def _may_propose(duty, user):
    return (
        permissions.may_record(user, timezone.localdate())
        and not any(one.state == DutyProposal.State.OPEN for one in duty.proposals.all())
        and _status_today(duty).state not in (DutyState.WAIVED, DutyState.ENDED)
    )


def _decides(duty, user):
    return permissions.may_decide_on_duty(user, timezone.localdate())


def _status_today(duty):
    """Several columns show it; worked out once per record."""
    if not hasattr(duty, "status_today"):
        duty.status_today = status_of(duty, timezone.localdate())
    return duty.status_today


@admin.register(SilverDuty)
class SilverDutyAdmin(OfficePageMixin, PortalHistoryAdmin):
    page_name = "overview"
    page_title = _("Silber-Verpflichtungen, nächste Frist zuerst")
    page_template = "admin/labels/duties.html"
    list_display = ["key", "cluster", "state", "due_on"]
    search_fields = ["key", "membership__cluster__name"]
    readonly_fields = [
        "key",
        "cluster",
        "state",
        "due_on",
        "explanation",
        "outlook",
        "assessment_started_on",
        "ended_on",
    ]
    fields = readonly_fields
    inlines = [ProposalInline, DutyChangeInline]
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
            name="propose",
            label=_("Dem Ministerium etwas vorschlagen"),
            form_class=ProposalForm,
            allowed=_may_propose,
            run=lambda duty, form, user: proposals.propose(
                duty, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Das Ministerium nimmt den Vorschlag mit einer Begründung an oder lehnt ihn ab."),
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
        Act(
            name="end",
            label=_("Verpflichtung beenden"),
            form_class=WaiverForm,
            allowed=_decides,
            run=lambda duty, form, user: duties.end(duty, **form.cleaned_data, actor=user, day=timezone.localdate()),
            description=_("Von diesem Tag an besteht die Verpflichtung nicht mehr. Das bleibt so."),
            danger=True,
        ),
    ]

    def page_context(self, request, day):
        return duties_context(
            request.user,
            day,
            request.GET.get("state"),
            link=lambda duty: reverse("admin:labels_silverduty_change", args=[duty.pk]),
        )

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

    @admin.display(description=_("Nächste Schritte und Lücken"))
    def outlook(self, duty):
        view = view_of(duty, timezone.localdate(), ProgrammeSettings.load(), translation.get_language())
        return " ".join([*view.steps, *view.gaps]) or "–"
