"""Forms before and around an application: record a cluster, choose one, withdraw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters import naming
from clusters.models import Cluster, ManagementOrganisation, OrganisationDetails
from programme.forms import PortalForm, PortalModelForm
from programme.templatetags.portal import translated

from .apply_answers import WebLinkField


class _TranslatedChoices(forms.ModelMultipleChoiceField):
    """Choices in the page's language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return translated(obj, "name")


class ClusterForm(PortalModelForm):
    """The cluster itself. Name, place and Länder are needed; the rest may follow."""

    is_new = forms.BooleanField(
        label=_("Ich habe geprüft: Mein Cluster ist ein anderes und noch nicht erfasst."), required=False
    )

    class Meta:
        model = Cluster
        fields = ["name", "short_name", "city", "laender", "fields", "field_words", "website", "mailbox"]
        field_classes = {"laender": _TranslatedChoices, "fields": _TranslatedChoices, "website": WebLinkField}
        widgets = {"laender": forms.CheckboxSelectMultiple, "fields": forms.CheckboxSelectMultiple}
        labels = {
            "name": _("Name des Clusters"),
            "city": _("Sitz der Geschäftsstelle (Ort)"),
            "fields": _("Technologiefelder"),
        }
        help_texts = {
            "laender": _("Wählen Sie alle Länder, in denen Ihr Cluster zu Hause ist."),
            "fields": _("Mehrere sind möglich."),
            "website": _("Zum Beispiel https://www.ihr-cluster.de"),
            "mailbox": _("Eine Adresse, die bleibt, auch wenn Personen wechseln."),
        }

    def __init__(self, *args, name_is_known, **kwargs):
        super().__init__(*args, prefix="cluster", **kwargs)
        self.name_is_known = name_is_known
        self.asks_whether_new = False
        self.fields["city"].required = True
        self.fields["laender"].required = True
        self.fields["laender"].error_messages["required"] = _("Bitte wählen Sie mindestens ein Land.")
        self.fields["mailbox"].error_messages["invalid"] = _("Bitte geben Sie eine vollständige E-Mail-Adresse an.")

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not naming.normalised_name(name):
            raise forms.ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name

    def clean(self):
        """A name that is known already is asked about once, without telling whose it is."""
        cleaned = super().clean()
        if cleaned.get("name") and self.name_is_known(cleaned["name"]):
            self.asks_whether_new = True
            if not cleaned.get("is_new"):
                self.add_error(
                    "is_new",
                    _(
                        "Ein Cluster mit diesem oder einem ähnlichen Namen ist schon erfasst. Ist es Ihres? Dann "
                        "wenden Sie sich bitte an das Programmbüro: Es trägt Sie als Ansprechperson ein. Sonst "
                        "bestätigen Sie bitte, dass Ihr Cluster ein anderes ist."
                    ),
                )
        return cleaned

    def values(self):
        """What clusters.services.found_cluster wants of the cluster."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        return values | {"laender": list(values["laender"]), "fields": list(values["fields"])}


class OrganisationForm(PortalModelForm):
    """The legal body that runs the cluster: letters and the commitment go to it."""

    class Meta:
        model = OrganisationDetails
        fields = ["legal_name", "legal_form", "street", "postal_code", "city", "signatory", "signatory_function"]
        help_texts = {
            "legal_name": _("Wie im Register eingetragen. An diese Organisation gehen Schreiben und Bescheide."),
            "legal_form": _("Zum Beispiel eingetragener Verein oder GmbH."),
            "signatory": _("Wer für die Organisation unterschreiben darf."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="organisation", **kwargs)
        for name in ("legal_form", "street", "postal_code", "city", "signatory"):
            self.fields[name].required = True

    def clean_legal_name(self):
        name = self.cleaned_data["legal_name"]
        if not naming.normalised_name(name):
            raise forms.ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name


class OperatorForm(PortalForm):
    """Which organisation runs the new cluster, asked of somebody who already speaks for one."""

    operator = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=ManagementOrganisation.objects.none(),
        required=False,
        blank=True,
        empty_label=_("Eine andere, noch nicht erfasste Organisation"),
        widget=forms.RadioSelect,
        to_field_name="key",
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = organisations


class RegistrationForms:
    """The page on which a cluster is recorded: the cluster, who runs it, and that organisation when it is new."""

    def __init__(self, data=None, *, organisations, name_is_known):
        self.cluster = ClusterForm(data, name_is_known=name_is_known)
        self.operator = OperatorForm(data, organisations=organisations) if organisations.exists() else None
        self.organisation = OrganisationForm(data)

    @property
    def faulty(self):
        """The forms with something wrong, for the summary on top."""
        asked = [form for form in (self.cluster, self.operator, self.organisation) if form is not None]
        return [form for form in asked if form.errors]

    def is_valid(self):
        valid = self.cluster.is_valid()
        if self.operator is not None:
            valid = self.operator.is_valid() and valid
        if self.chosen is None:
            return self.organisation.is_valid() and valid
        # What stands in the fields of the other choice does not matter: kept, and not found fault with.
        self.organisation = OrganisationForm(
            initial={name: self.organisation[name].value() for name in self.organisation.fields}
        )
        return valid

    @property
    def chosen(self):
        """The organisation chosen among those the person already speaks for, or None."""
        return self.operator.cleaned_data.get("operator") if self.operator is not None else None

    def organisation_values(self):
        """What clusters.services.found_cluster wants of the organisation."""
        return self.chosen or self.organisation.cleaned_data


class StartForm(PortalForm):
    """The cluster for which an application shall begin."""

    cluster = forms.ModelChoiceField(
        label=_("Für welches Cluster?"),
        queryset=Cluster.objects.none(),
        widget=forms.RadioSelect,
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": _("Bitte wählen Sie ein Cluster.")},
    )
    self_check = forms.BooleanField(
        label=_("Meine Punkte aus dem Selbstcheck in den Antrag übernehmen"), required=False, initial=True
    )

    def __init__(self, *args, clusters, has_self_check=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters
        if not has_self_check:
            del self.fields["self_check"]


class WithdrawForm(PortalForm):
    reason = forms.CharField(
        label=_("Grund (freiwillig)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Hilft dem Programmbüro, besser zu werden. Der Programmbegleitkreis erfährt ihn nicht."),
    )
