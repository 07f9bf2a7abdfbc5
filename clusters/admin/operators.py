"""Naming and running a cluster in the web admin: renaming, and a change of operator that says who will speak."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters import naming, services
from clusters.models import ClusterOperation, ManagementOrganisation
from programme.admin_base import Act
from programme.admin_widgets import RecordSelect
from programme.announced import AnnouncedForm, mail_sentence, named
from programme.forms import PortalForm

from .acting import may_act


class RenameForm(PortalForm):
    name = forms.CharField(label=_("Neuer Name"), max_length=200)
    renamed_on = forms.DateField(label=_("Gilt ab"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Anlass"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Zum Beispiel: Beschluss vom 3. Mai.")
    )
    is_correction = forms.BooleanField(
        label=_("Der bisherige Name war ein Schreibfehler"),
        required=False,
        help_text=_("Er steht dann nur im Verlauf und gilt nicht als früherer Name."),
    )
    new_address = forms.BooleanField(
        label=_("Auch die Adresse der Seite ändern"), required=False, help_text=_("Die alte Adresse leitet weiter.")
    )

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not naming.normalised_name(name):
            raise forms.ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name

    def clean_renamed_on(self):
        day = self.cleaned_data["renamed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Eine Umbenennung wird frühestens an ihrem Tag erfasst."))
        return day


class OperatorForm(AnnouncedForm):
    """An organisation of the register, or a new one; the page names who speaks then before anything happens."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=ManagementOrganisation.objects.order_by("name"),
        required=False,
        widget=RecordSelect(ClusterOperation._meta.get_field("organisation"), admin.site),
    )
    new_name = forms.CharField(
        label=_("Oder: rechtlicher Name einer neuen Organisation"),
        max_length=200,
        required=False,
        help_text=_("Anschrift und zeichnungsberechtigte Person tragen Sie danach bei der Organisation ein."),
    )
    starts_on = forms.DateField(
        label=_("Von"), required=False, help_text=_("Auch ein vergangener oder künftiger Tag. Leer: unbekannt.")
    )

    def clean_new_name(self):
        name = " ".join(self.cleaned_data["new_name"].split())
        if name and not naming.normalised_name(name):
            raise forms.ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("organisation")) == bool(cleaned.get("new_name")):
            self.add_error(
                "organisation", _("Bitte wählen Sie eine Organisation oder nennen Sie eine neue, nicht beides.")
            )
        return cleaned

    def __init__(self, *args, cluster, **kwargs):
        super().__init__(*args, **kwargs)
        self.cluster = cluster

    def operator(self):
        """The arguments of set_operator that the form knows."""
        typed = self.cleaned_data
        return {
            "organisation": typed["organisation"] or {"legal_name": typed["new_name"]},
            "starts_on": typed["starts_on"],
        }

    @cached_property
    def plan(self):
        return services.preview_operator(
            self.cluster,
            organisation=self.cleaned_data["organisation"],
            starts_on=self.cleaned_data["starts_on"],
            day=timezone.localdate(),
        )

    def fingerprint(self):
        typed = self.cleaned_data
        organisation = typed["organisation"].pk if typed["organisation"] else typed["new_name"]
        people = ",".join(str(person.pk) for person in [*self.plan.speakers, *self.plan.told])
        return f"{organisation} {typed['starts_on']} [{people}]"

    def announce(self):
        plan = self.plan
        if plan.speakers:
            who = gettext("Von diesem Tag an sprechen für das Cluster: %(people)s.") % {"people": named(plan.speakers)}
        else:
            who = gettext(
                "Von diesem Tag an spricht niemand für das Cluster. Es entsteht eine Aufgabe für das Programmbüro."
            )
        if plan.leaving:
            who += " " + gettext("Nicht mehr: %(people)s.") % {"people": named(plan.leaving)}
        ready = gettext("„Träger festlegen“ führt es aus.")
        return f"{who} {mail_sentence(plan.told)} {ready}" if plan.told else f"{who} {ready}"


SET_OPERATOR = Act(
    name="set-operator",
    label=_("Träger festlegen"),
    form_class=OperatorForm,
    form_kwargs=lambda cluster, user: {"cluster": cluster},
    allowed=may_act,
    run=lambda cluster, form, user: services.set_operator(
        cluster, **form.operator(), actor=user, day=timezone.localdate()
    ),
    description=_(
        "Der bisherige Träger endet am Tag davor. Schreiben und Verpflichtungserklärungen gehen an die Organisation, "
        "die das Cluster an ihrem Tag trägt. Bevor etwas geschieht, sehen Sie, wer dann für das Cluster spricht."
    ),
)

RENAME = Act(
    name="rename",
    label=_("Umbenennen"),
    form_class=RenameForm,
    form_kwargs=lambda cluster, user: {"initial": {"name": cluster.name}},
    allowed=may_act,
    run=lambda cluster, form, user: services.rename_cluster(
        cluster, **form.cleaned_data, actor=user, day=timezone.localdate()
    ),
    description=_(
        "Der bisherige Name bleibt als früherer Name erhalten, auch für die Suche. Urkunden und Schreiben, die schon "
        "ausgestellt sind, behalten den Namen ihres Tages und gelten weiter."
    ),
)
