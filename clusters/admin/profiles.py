"""What clusters have handed in for their profile: what would change, publish or return it; the logo by the office."""

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, ProfileRevision
from clusters.profile_words import label_of, rows_of
from clusters.services.logos import drop_logo
from clusters.services.profile import update_profile
from clusters.services.revisions import conflicts_of, profile_of, publish_revision, return_revision, seen_of
from clusters.views.profile_form import LogoForm
from programme.admin_base import Act, PortalModelAdmin
from programme.errors import ActRefused
from programme.forms import PortalForm

from .acting import may_act

State = ProfileRevision.State


class PublishForm(PortalForm):
    """A choice for each value that both sides changed, and whether to show a hidden profile.

    `rows` are what the page shows, and `seen` says that it was this: once something else stands there, the form asks
    again. Choices made before were made about something else.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    release = forms.BooleanField(
        label=_("Das Profil auch freigeben: Es ist bisher nicht im Verzeichnis zu sehen"), required=False
    )

    def __init__(self, *args, revision, **kwargs):
        super().__init__(*args, **kwargs)
        current = profile_of(revision.cluster)
        self.rows = rows_of(revision, current)
        self.initial["seen"] = seen_of(revision, current)
        self.is_stale = self.is_bound and self.data.get("seen") != self.initial["seen"]
        if self.is_stale:
            self.data = {"seen": self.initial["seen"]}
        if revision.cluster.profile_released:
            del self.fields["release"]
        self.conflicts = [one.key for one in conflicts_of(revision, current)]
        for key in self.conflicts:
            self.fields[f"take-{key}"] = forms.ChoiceField(
                label=_("%(name)s: Was soll gelten?") % {"name": label_of(key)},
                choices=[
                    ("theirs", _("der Vorschlag des Clusters")),
                    ("ours", _("was das Programmbüro inzwischen eingetragen hat")),
                ],
                widget=forms.RadioSelect,
            )

    def clean(self):
        if self.is_stale:
            raise forms.ValidationError(
                _("Das Profil oder der Vorschlag hat sich inzwischen geändert. Bitte sehen Sie neu hin.")
            )
        return super().clean()

    def decision(self):
        """The arguments of publish_revision that the form knows."""
        data = self.cleaned_data
        return {
            "seen": data["seen"],
            "release": data.get("release", False),
            "take": {key: data[f"take-{key}"] == "theirs" for key in self.conflicts},
        }


class NoteForm(PortalForm):
    note = forms.CharField(
        label=_("Was soll geändert werden?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _waits(revision, user):
    return may_act(revision, user) and revision.state == State.SUBMITTED


def _publish(revision, form, user):
    published = publish_revision(revision, **form.decision(), actor=user, day=timezone.localdate())
    if _is_public(published.cluster):
        return gettext("Das Profil ist veröffentlicht.")
    return gettext("Die Änderungen sind übernommen. Öffentlich ist das Profil noch nicht.")


def _is_public(cluster):
    return Cluster.objects.public_on(timezone.localdate()).filter(pk=cluster.pk).exists()


def _what_publishing_does(revision):
    """Depends on whether the public sees the profile at all."""
    if _is_public(revision.cluster):
        shown = gettext("Die Änderungen sind sofort öffentlich.")
    elif revision.cluster.profile_released:
        shown = gettext("Öffentlich wird das Profil erst mit einer öffentlichen Mitgliedschaft.")
    else:
        shown = gettext("Das Profil ist zurzeit verborgen; öffentlich wird es erst, wenn Sie es auch freigeben.")
    told = gettext("Wer eingereicht hat, bekommt eine E-Mail.")
    return f"{shown} {told}"


def set_logo(cluster, form, user):
    logo = form.chosen_logo(user)
    try:
        update_profile(cluster, values={}, logo=logo, actor=user, day=timezone.localdate())
    except ActRefused:
        drop_logo(logo)
        raise


LOGO = Act(
    name="logo",
    label=_("Logo ändern"),
    form_class=LogoForm,
    form_kwargs=lambda cluster, user: {"logo": cluster.logo},
    allowed=may_act,
    run=set_logo,
    description=_("Ein neues Logo ist sofort zu sehen, wenn das Profil freigegeben ist."),
)


@admin.register(ProfileRevision)
class ProfileRevisionAdmin(PortalModelAdmin):
    read_only = True
    list_display = ["cluster", "state", "submitted_at", "submitted_by", "answered_at"]
    list_filter = ["state"]
    list_select_related = ["cluster", "submitted_by"]
    search_fields = ["cluster__search_text"]
    fields = [
        "cluster",
        "state",
        "changes",
        "submitted_by",
        "submitted_at",
        "note",
        "answered_by",
        "answered_at",
    ]
    readonly_fields = ["changes"]
    acts = [
        Act(
            name="publish",
            label=_("Profil veröffentlichen"),
            form_class=PublishForm,
            form_kwargs=lambda revision, user: {"revision": revision},
            allowed=_waits,
            run=_publish,
            template="admin/clusters/profilerevision/publish.html",
            description=_what_publishing_does,
            primary=True,
        ),
        Act(
            name="return",
            label=_("Zurückgeben"),
            form_class=NoteForm,
            allowed=_waits,
            run=lambda revision, form, user: return_revision(
                revision, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Wer eingereicht hat, bekommt Ihren Hinweis per E-Mail und kann den Entwurf ändern."),
        ),
    ]

    class Media:
        css = {"all": ["css/changes.css", "css/profile.css"]}

    def get_queryset(self, request):
        """A draft is its cluster's own affair until it is handed in."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    @admin.display(description=_("Was sich ändern soll"))
    def changes(self, revision):
        if revision.state != State.SUBMITTED:
            return gettext("Darüber ist entschieden; die Historie des Clusters zeigt, was seither gilt.")
        return mark_safe(render_to_string("clusters/profile_changes.html", {"rows": rows_of(revision)}))
