"""The office's pages for labels and other certificates."""

import copy

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from programme import content
from programme.admin_base import Act, PortalHistoryAdmin, PortalModelAdmin
from programme.forms import PortalForm, PortalModelForm
from programme.models import ProgrammeSettings
from records.forms import UploadField

from .. import permissions
from ..facts import award_facts
from ..models import LabelAward, OtherCertificate, ValidityTerm
from ..presenting import outlook_context
from ..services import awards
from ..validity import Form, award_state, explain_award
from .files import DocumentMixin
from .history import HistoryImportMixin
from .pages import OfficePageMixin


class AwardForm(PortalModelForm):
    """An award. Where the days are left empty, the form shows those that the terms propose before it saves."""

    upload = UploadField(label=_("Nachweis hochladen"), required=False)

    class Meta:
        model = LabelAward
        fields = [
            "cluster",
            "level",
            "assessed_on",
            "awarded_on",
            "valid_from",
            "valid_until",
            "dates_reason",
            "score_percent",
            "issuing_body",
            "confirmed_on",
        ]
        help_texts = {
            "valid_from": _("Leer lassen, um den Vorschlag zu sehen."),
            "valid_until": _("Leer lassen, um den Vorschlag zu sehen."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            for name in ("valid_from", "valid_until"):
                self.fields[name].required = False

    def clean(self):
        """What the service would refuse is said beside the field it speaks of."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not (cleaned.get("valid_from") and cleaned.get("valid_until")):
            self._propose(cleaned)
            return cleaned
        refused = awards.refusal(self._typed(cleaned), timezone.localdate())
        if refused:
            self.add_error(*refused)
        return cleaned

    def _typed(self, cleaned):
        award = copy.copy(self.instance)
        for name, value in cleaned.items():
            if name != "upload":
                setattr(award, name, value)
        return award

    def _propose(self, cleaned):
        """Fill the empty days in and ask for a second look."""
        if not (cleaned.get("assessed_on") or cleaned.get("awarded_on") or cleaned.get("valid_from")):
            self.add_error("assessed_on", _("Bitte geben Sie den Tag der Begutachtung oder der Verleihung an."))
            return
        form, proposal = awards.proposal_for(self._typed(cleaned))
        self.data = self.data.copy()
        for name, day in (("valid_from", proposal.valid_from), ("valid_until", proposal.valid_until)):
            if not cleaned.get(name) and day is not None:
                self.data[self.add_prefix(name)] = day.isoformat()
        if proposal.valid_until is None and not cleaned.get("valid_until"):
            self.add_error(
                "valid_until", _("Für diese Stufe ist keine Dauer festgelegt. Bitte tragen Sie das Ende ein.")
            )
            return
        what = _("Erneuerung") if form == Form.RENEWAL else _("erste Verleihung")
        self.add_error(
            "valid_from",
            _("Vorschlag eingetragen (%(what)s). Bitte prüfen Sie die Gültigkeit und speichern Sie noch einmal.")
            % {"what": what},
        )


class ConfirmForm(PortalForm):
    confirmed_on = forms.DateField(label=_("Bestätigt am"), initial=timezone.localdate)


class RevokeForm(PortalForm):
    revoked_on = forms.DateField(label=_("Entzogen am"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Grund"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(LabelAward)
class LabelAwardAdmin(HistoryImportMixin, OfficePageMixin, DocumentMixin, PortalHistoryAdmin):
    form = AwardForm
    page_name = "outlook"
    page_title = _("Ausblick auf Labels und Verpflichtungen")
    page_template = "admin/labels/outlook.html"
    fields = [*AwardForm.Meta.fields, "upload", "file_link", "passed_from", "explanation"]
    readonly_fields = ["file_link", "passed_from", "explanation"]
    list_display = ["cluster", "level", "state", "valid_from", "valid_until", "confirmed_on"]
    list_filter = ["level", "is_renewal"]
    search_fields = ["cluster__name", "cluster__search_text"]
    autocomplete_fields = ["cluster"]
    list_select_related = ["cluster", "passed_from"]
    date_hierarchy = None
    acts = [
        Act(
            name="confirm",
            label=_("Label bestätigen"),
            form_class=ConfirmForm,
            allowed=lambda award, user: (
                award.confirmed_on is None
                and award.revoked_on is None
                and permissions.may_record(user, timezone.localdate())
            ),
            run=lambda award, form, user: awards.confirm_award(
                award, confirmed_on=form.cleaned_data["confirmed_on"], actor=user, day=timezone.localdate()
            ),
            description=_("Das Label wird öffentlich, solange es gültig ist, und zählt für die Silber-Verpflichtung."),
            primary=True,
        ),
        Act(
            name="revoke",
            label=_("Label entziehen"),
            form_class=RevokeForm,
            allowed=lambda award, user: (
                award.confirmed_on is not None
                and award.revoked_on is None
                and permissions.may_record(user, timezone.localdate())
            ),
            run=lambda award, form, user: awards.revoke_award(
                award, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Ab diesem Tag gilt das Label nicht mehr und ist nicht mehr öffentlich. Das bleibt so."),
            danger=True,
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["cluster", "level", "confirmed_on"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    @admin.display(description=_("Stand heute"))
    def state(self, award):
        state = award_state(
            award_facts(award),
            timezone.localdate(),
            soon_months=award.soon_months,
            grace_months=award.grace_months,
        )
        return state.label

    @admin.display(description=_("In Worten"))
    def explanation(self, award):
        if award.pk is None:
            return "–"
        return explain_award(
            award_facts(award),
            timezone.localdate(),
            soon_months=award.soon_months,
            grace_months=award.grace_months,
            language=translation.get_language(),
        )

    def page_context(self, request, day):
        return outlook_context(request.user, request.GET)

    def get_queryset(self, request):
        """With the two configured spans the state depends on beside each row."""
        grace = ValidityTerm.objects.filter(level=OuterRef("level"), is_renewal=True).values("grace_months")
        soon = ProgrammeSettings.objects.values("label_expires_soon_months")[:1]
        return super().get_queryset(request).annotate(grace_months=Subquery(grace), soon_months=Subquery(soon))

    def save_model(self, request, obj, form, change):
        self.keep_upload(request, obj, form)
        awards.record_award(obj, actor=request.user, day=timezone.localdate())


@admin.register(ValidityTerm)
class ValidityTermAdmin(PortalModelAdmin):
    list_display = ["level", "is_renewal", "years", "grace_months"]


class CertificateForm(PortalModelForm):
    upload = UploadField(label=_("Nachweis hochladen"), required=False)

    class Meta:
        model = OtherCertificate
        fields = ["cluster", "name", "valid_from", "valid_until", "source"]


@admin.register(OtherCertificate)
class OtherCertificateAdmin(DocumentMixin, PortalModelAdmin):
    form = CertificateForm
    fields = [*CertificateForm.Meta.fields, "upload", "file_link"]
    readonly_fields = ["file_link"]
    list_display = ["cluster", "name", "valid_from", "valid_until"]
    search_fields = ["name", "cluster__name"]
    autocomplete_fields = ["cluster"]
    list_select_related = ["cluster"]
    deletable = True

    def save_model(self, request, obj, form, change):
        self.keep_upload(request, obj, form)
        super().save_model(request, obj, form, change)
        content.bump()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        content.bump()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        content.bump()
