"""The office's page for snapshots of the figures. On the top floor: what is counted comes from several apps."""

from dataclasses import replace

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters import services
from clusters.admin.acting import when
from clusters.models import FactsSnapshot
from programme.acts import Act
from programme.admin_base import PortalModelAdmin
from programme.errors import ActRefused
from programme.forms import PortalForm, PortalModelForm
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date

from .public.facts.counting import facts_for
from .public.facts.rows import corrections_of, tables


class WithdrawForm(PortalForm):
    reason = forms.CharField(
        label=_("Grund der Rücknahme"),
        help_text=_("Steht öffentlich in der Liste der Stände, wenn dieser veröffentlicht war."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SnapshotForm(PortalModelForm):
    """A new snapshot: the key date and a note. What the service would refuse is said at the field."""

    class Meta:
        model = FactsSnapshot
        fields = ["key_date", "note_de", "note_en"]

    def clean_key_date(self):
        day = self.cleaned_data["key_date"]
        since = ProgrammeSettings.load().register_complete_since
        if day > timezone.localdate():
            raise forms.ValidationError(_("Der Stichtag liegt in der Zukunft."))
        if since is None or day < since:
            raise forms.ValidationError(
                _("Für diesen Stichtag wird nicht gezählt: Das Register war noch nicht vollständig.")
            )
        if FactsSnapshot.objects.filter(key_date=day, withdrawn_on=None).exists():
            raise forms.ValidationError(_("Für diesen Stichtag gibt es schon einen Stand."))
        return day


def count(key_date):
    """The numbers of a key date as counted today, as a snapshot keeps them."""
    return facts_for(key_date, today=timezone.localdate()).computed


def is_draft(snapshot):
    return not snapshot.is_published and snapshot.withdrawn_on is None


@admin.register(FactsSnapshot)
class FactsSnapshotAdmin(PortalModelAdmin):
    form = SnapshotForm
    list_display = ["key_date", "state", "counted_at", "taken_by"]
    list_select_related = ["taken_by"]
    act_fields = ("key_date",)
    fields = ["key_date", "note_de", "note_en"]
    shown = ["state", "counted_at", "taken_by", "published_on", "withdrawn_on", "withdrawn_reason"]
    acts = [
        Act(
            name="publish",
            label=_("Veröffentlichen"),
            allowed=when(is_draft),
            run=lambda snapshot, form, user: services.publish_snapshot(snapshot, actor=user, day=timezone.localdate()),
            description=lambda snapshot: (
                gettext(
                    "Ab dann gelten diese Zahlen öffentlich für den %(day)s und bleiben, wie sie sind. Spätere "
                    "Änderungen im Register stehen als Berichtigung daneben. Rückgängig geht das nur mit einer "
                    "begründeten Rücknahme."
                )
                % {"day": german_date(snapshot.key_date)}
            ),
            primary=True,
        ),
        Act(
            name="recount",
            label=_("Neu zählen"),
            allowed=when(is_draft),
            run=lambda snapshot, form, user: services.recount_snapshot(
                snapshot, numbers=count(snapshot.key_date), actor=user, day=timezone.localdate()
            ),
            description=_("Die Zahlen des Entwurfs werden durch die heutige Zählung ersetzt."),
        ),
        Act(
            name="withdraw",
            label=_("Zurückziehen"),
            form_class=WithdrawForm,
            allowed=when(lambda snapshot: snapshot.withdrawn_on is None),
            run=lambda snapshot, form, user: services.withdraw_snapshot(
                snapshot, reason=form.cleaned_data["reason"], actor=user, day=timezone.localdate()
            ),
            description=_(
                "Für den Stichtag gilt wieder die heutige Berechnung. Der Stand bleibt erhalten; war er "
                "veröffentlicht, steht er mit Ihrem Grund weiter in der öffentlichen Liste. Danach können Sie einen "
                "neuen festhalten."
            ),
            danger=True,
        ),
    ]

    def get_fields(self, request, obj=None):
        return [*self.fields, *self.shown] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        found = [*super().get_readonly_fields(request, obj), *self.shown]
        return found if obj is None or is_draft(obj) else [*found, "note_de", "note_en"]

    def save_model(self, request, obj, form, change):
        """Through the service; an untouched form leaves no trace."""
        day, notes = timezone.localdate(), {"note_de": obj.note_de, "note_en": obj.note_en}
        if not change:
            saved = services.take_snapshot(
                obj.key_date, numbers=count(obj.key_date), actor=request.user, day=day, **notes
            )
            obj.pk, obj.numbers, obj.counted_at = saved.pk, saved.numbers, saved.counted_at
        elif form.changed_data:
            services.annotate_snapshot(obj, actor=request.user, day=day, **notes)

    @admin.display(description=_("Zustand"))
    def state(self, snapshot):
        if snapshot.withdrawn_on:
            return gettext("zurückgezogen")
        return gettext("veröffentlicht") if snapshot.is_published else gettext("Entwurf")

    def add_view(self, request, form_url="", extra_context=None):
        """Somebody else took the same key date between our question and our answer: said, not a fault."""
        try:
            return super().add_view(request, form_url, extra_context)
        except ActRefused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("admin:clusters_factssnapshot_changelist"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Below the form the figures as the public will read or reads them, and what is counted differently today."""
        if obj is not None:
            today = timezone.localdate()
            facts = replace(facts_for(obj.key_date, today=today), snapshot=obj)
            corrected = corrections_of(facts, today)
            context["tables"] = tables(facts, None, corrected, today=today)
            context["day"] = obj.key_date
            context["corrected"] = corrected
        return super().render_change_form(request, context, add, change, form_url, obj)
