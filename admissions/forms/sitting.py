"""Forms around sittings and votes: what a chair keeps, opens, reopens; and the discussion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import DateInput, PortalForm

from ..models import Attendance, Sitting
from ..services.sittings import Access, Entry

LONG = 20000


class SittingForm(PortalForm):
    """Agenda, minutes and attendance as a chair keeps them. Fields carry the key of their row."""

    def __init__(self, *args, sitting, points, attendance, **kwargs):
        super().__init__(*args, **kwargs)
        self.points, self.people = points, attendance
        self.fields["version"] = forms.IntegerField(
            initial=sitting.version, required=False, min_value=0, widget=forms.HiddenInput
        )
        choices = [("", _("nicht vermerkt")), *Attendance.Value.choices]
        for member, row in attendance:
            self.fields[f"member_{member.pk}"] = forms.ChoiceField(
                label=str(member), choices=choices, required=False, initial=row.value if row else ""
            )
        self.fields["minutes"] = _text(
            _("Protokoll: Allgemeines"),
            sitting.minutes,
            _("Alle Mitglieder lesen diesen Text. Was einen Antrag betrifft, gehört zu dessen Punkt."),
        )
        for number, point in enumerate(points, start=1):
            key = point.item.pk
            self.fields[f"position_{key}"] = forms.IntegerField(
                label=_("Platz von „%(title)s“") % {"title": point.title}, initial=number, min_value=1, max_value=99
            )
            if point.access in (Access.OPEN, Access.FREE):
                self.fields[f"text_{key}"] = _text(
                    _("Protokoll zu „%(title)s“") % {"title": point.title}, point.minutes
                )
        self.fields["new_point"] = forms.CharField(label=_("Weiterer Punkt"), max_length=200, required=False)

    def accept_version(self, version):
        """The form as typed, ready to be saved over `version`, which the person has been shown."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def attendance_fields(self):
        return [self[f"member_{member.pk}"] for member, _row in self.people]

    @property
    def point_fields(self):
        names = [(f"position_{point.item.pk}", f"text_{point.item.pk}") for point in self.points]
        return [{"position": self[place], "text": self[text] if text in self.fields else None} for place, text in names]

    @property
    def entries(self):
        """What was typed per point, as the service takes it."""
        cleaned = self.cleaned_data
        return {
            point.item.pk: Entry(cleaned[f"position_{point.item.pk}"], cleaned.get(f"text_{point.item.pk}", ""))
            for point in self.points
        }

    @property
    def attendance(self):
        return {member.pk: self.cleaned_data[f"member_{member.pk}"] for member, _row in self.people}


def _text(label, initial, help_text=""):
    return forms.CharField(
        label=label,
        initial=initial,
        help_text=help_text,
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class OpenVoteForm(PortalForm):
    """Where the vote takes place: in a sitting with this application on its agenda, or as a circulation of its own."""

    sitting = forms.ModelChoiceField(
        label=_("Sitzung oder Umlaufverfahren"),
        queryset=Sitting.objects.none(),
        required=False,
        empty_label=_("ohne Sitzung, im Umlaufverfahren bis zur Frist"),
    )
    closes_on = forms.DateField(
        label=_("Frist"),
        help_text=_("Nur ohne Sitzung: An diesem Tag kann noch abgestimmt werden."),
        required=False,
        widget=DateInput,
    )

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sitting"].queryset = application.sittings.order_by("-held_on")


class ReopenVoteForm(PortalForm):
    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Der Grund steht im Verlauf des Antrags. Mitglieder, Programmbüro und Ministerium lesen ihn."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte geben Sie einen Grund an.")},
    )
    closes_on = forms.DateField(
        label=_("Neue Frist"),
        required=False,
        widget=DateInput,
    )

    def __init__(self, *args, with_deadline, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_deadline:
            del self.fields["closes_on"]


class ContributionForm(PortalForm):
    text = forms.CharField(
        label=_("Ihr Beitrag"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte schreiben Sie einen Text.")},
    )
    corrects = forms.ModelChoiceField(
        label=_("Berichtigt Ihren früheren Beitrag"), queryset=None, required=False, empty_label=_("nein")
    )

    def __init__(self, *args, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["corrects"].queryset = own
        self.fields["corrects"].label_from_instance = lambda one: (
            _("vom %(day)s: %(text)s")
            % {
                "day": one.written_at.strftime("%d.%m.%Y"),
                "text": one.text[:60],
            }
        )
        if not own.exists():
            del self.fields["corrects"]
