"""The office's pages for what clusters report: confirmed with the proposed days, or declined with a reason."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act, PortalModelAdmin
from programme.forms import PortalForm

from .. import permissions
from ..models import LabelAward, LabelSubmission
from ..services import awards, submissions
from .files import DocumentMixin


class ConfirmForm(PortalForm):
    """The days as the cluster reported them; where it gave none, as the terms propose them."""

    valid_from = forms.DateField(label=_("gültig ab"))
    valid_until = forms.DateField(label=_("gültig bis einschließlich"))
    dates_reason = forms.CharField(
        label=_("Grund für abweichende Daten"),
        max_length=300,
        required=False,
        help_text=_("Nötig, wenn die Gültigkeit vom Vorschlag abweicht."),
    )

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        days = {name: getattr(submission, name) for name in ("valid_from", "valid_until")}
        if submission.level:
            _form, proposal = awards.proposal_for(
                LabelAward(
                    cluster=submission.cluster,
                    level=submission.level,
                    assessed_on=submission.assessed_on,
                    awarded_on=submission.awarded_on,
                )
            )
            for name in days:
                proposed = getattr(proposal, name)
                days[name] = days[name] or proposed
                if proposed:
                    self.fields[name].help_text = _("Vorschlag: %(day)s") % {"day": f"{proposed:%d.%m.%Y}"}
        else:
            del self.fields["dates_reason"]
            for name in days:
                self.fields[name].required = False
        self.initial.update(days)


class DeclineForm(PortalForm):
    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Das Cluster liest ihn."),
    )


def _waits(submission, user):
    return submission.state == LabelSubmission.State.OPEN and permissions.may_record(user, timezone.localdate())


@admin.register(LabelSubmission)
class LabelSubmissionAdmin(DocumentMixin, PortalModelAdmin):
    read_only = True
    list_display = ["cluster", "what", "submitted_at", "submitted_by", "state"]
    list_filter = ["state"]
    search_fields = ["cluster__name", "cluster__search_text", "name"]
    list_select_related = ["cluster", "submitted_by"]
    fields = [
        "cluster",
        "what",
        "assessed_on",
        "awarded_on",
        "valid_from",
        "valid_until",
        "score_percent",
        "issuing_body",
        "file_link",
        "submitted_by",
        "submitted_at",
        "state",
        "answer",
        "answered_by",
        "answered_on",
    ]
    readonly_fields = ["what", "file_link"]
    acts = [
        Act(
            name="confirm",
            label=_("Bestätigen"),
            form_class=ConfirmForm,
            form_kwargs=lambda submission, user: {"submission": submission},
            allowed=_waits,
            run=lambda submission, form, user: submissions.confirm_submission(
                submission,
                valid_from=form.cleaned_data["valid_from"],
                valid_until=form.cleaned_data["valid_until"],
                dates_reason=form.cleaned_data.get("dates_reason", ""),
                actor=user,
                day=timezone.localdate(),
            ),
            description=_("Ein Label wird öffentlich, solange es gültig ist. Wer es gemeldet hat, erhält eine E-Mail."),
            primary=True,
        ),
        Act(
            name="decline",
            label=_("Ablehnen"),
            form_class=DeclineForm,
            allowed=_waits,
            run=lambda submission, form, user: submissions.decline_submission(
                submission, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Wer die Meldung gemacht hat, erhält eine E-Mail mit Ihrem Grund."),
            danger=True,
        ),
    ]

    @admin.display(description=_("Was"))
    def what(self, submission):
        return submission.what
