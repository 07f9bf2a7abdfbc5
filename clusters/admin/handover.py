"""The office hands the management of a cluster over, for people who cannot do it themselves any more."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters import permissions, services
from clusters.models import Function
from programme.acts import Act
from programme.forms import PortalForm

from .acting import when


def managers_of(cluster):
    """The management functions that speak for the cluster today, its own and those of the organisation that runs it."""
    return permissions.functions_speaking_for(cluster, timezone.localdate()).filter(kind=Function.Kind.MANAGER)


class _LeavingField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        where = f", {obj.organisation}" if obj.organisation else ""
        return f"{obj.user} ({obj.user.email}{where})"


class HandOverForm(PortalForm):
    function = _LeavingField(label=_("Wer geht?"), queryset=Function.objects.none())
    email = forms.EmailField(
        label=_("E-Mail-Adresse der neuen Person"),
        help_text=_(
            "Hat die Person schon einen Zugang, übernimmt sie am genannten Tag. Sonst erhält sie eine Einladung und "
            "übernimmt, sobald sie annimmt."
        ),
    )
    starts_on = forms.DateField(label=_("Tag der Übergabe"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Quelle"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Zum Beispiel: Schreiben des Vorstands vom 3. November. Alle Beteiligten lesen es."),
    )

    def __init__(self, *args, cluster, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = managers_of(cluster)
        only = list(managers_of(cluster)[:2])
        if len(only) == 1:
            self.initial["function"] = only[0].pk


def _run(cluster, form, user):
    values = {name: form.cleaned_data[name] for name in ("starts_on", "note")}
    function, email = form.cleaned_data["function"], form.cleaned_data["email"].strip().lower()
    successor = User.objects.filter(email=email, is_active=True).first()
    day = timezone.localdate()
    if successor is not None:
        services.hand_over(function, successor, actor=user, day=day, **values)
        return gettext("%(person)s übernimmt. Alle Beteiligten erfahren es per E-Mail.") % {"person": successor}
    services.invite_successor(function, email, actor=user, day=day, **values)
    return gettext("%(email)s ist eingeladen. Bis zur Annahme ändert sich nichts.") % {"email": email}


HAND_OVER = Act(
    name="hand-over",
    label=_("Clustermanagement übergeben"),
    form_class=HandOverForm,
    form_kwargs=lambda cluster, user: {"cluster": cluster},
    allowed=when(lambda cluster: managers_of(cluster).exists()),
    run=_run,
    description=_(
        "Die Funktion der bisherigen Person endet am Tag der Übergabe, die der neuen beginnt. Beide und alle, die für "
        "das Cluster sprechen, erfahren es mit der Quelle."
    ),
)
