"""Mergers in the web admin: first the page says what will happen and to whom, then it is recorded."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters import services
from clusters.models import Cluster, ClusterMerger, FormerName
from clusters.services.mergers import new_speakers
from programme.admin_base import Act, PortalModelAdmin
from programme.admin_widgets import RecordSelect
from programme.announced import AnnouncedForm, mail_sentence
from programme.forms import PortalForm
from programme.templatetags.portal import german_date
from records.forms import UploadField
from records.responses import attachment
from records.uploads import store_upload

from .acting import may_act, when
from .inlines import ReadOnlyInline


class MergeForm(AnnouncedForm):
    """Who goes on and until when; on the second step also whose people speak for the cluster that goes on."""

    other = forms.ModelChoiceField(
        label=_("Anderes Cluster"),
        queryset=Cluster.objects.order_by("name"),
        widget=RecordSelect(ClusterMerger._meta.get_field("continuing"), admin.site),
    )
    continues = forms.ChoiceField(
        label=_("Wer führt die Mitgliedschaft fort?"),
        choices=[("this", _("dieses Cluster")), ("other", _("das andere Cluster"))],
        widget=forms.RadioSelect,
    )
    last_day = forms.DateField(
        label=_("Letzter Tag des aufgehenden Clusters"),
        help_text=_("Bis einschließlich zu diesem Tag ist es Mitglied."),
    )
    source = forms.CharField(
        label=_("Quelle"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Woher wissen Sie es? Zum Beispiel: Schreiben beider Träger vom 3. Mai."),
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Sollen auch für das fortführende Cluster handeln"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Als Stellvertretung, ab dem Tag nach dem Zusammenschluss."),
    )

    def __init__(self, *args, cluster, **kwargs):
        super().__init__(*args, **kwargs)
        self.cluster = cluster
        this, other = self.fields["continues"].choices
        self.fields["continues"].choices = [(this[0], cluster.name), other]
        self.fields["other"].queryset = Cluster.objects.exclude(pk=cluster.pk).order_by("name")
        pair = self._typed_pair()
        people = new_speakers(*pair, timezone.localdate()) if pair else []
        if people:
            self.fields["people"].queryset = User.objects.filter(pk__in=[person.pk for person in people])
        else:
            del self.fields["people"]

    def _typed_pair(self):
        """(absorbed, continuing) as far as they are typed already: whose people there are depends on it."""
        key, who = self.data.get(self.add_prefix("other"), ""), self.data.get(self.add_prefix("continues"))
        if not key.isdigit() or who not in ("this", "other"):
            return None
        other = self.fields["other"].queryset.filter(pk=key).first()
        return self._pair(other, who) if other else None

    def _pair(self, other, who):
        return (other, self.cluster) if who == "this" else (self.cluster, other)

    def merger(self):
        """The arguments of record_merger and preview_merger that say who and until when."""
        absorbed, continuing = self._pair(self.cleaned_data["other"], self.cleaned_data["continues"])
        return {"absorbed": absorbed, "continuing": continuing, "last_day": self.cleaned_data["last_day"]}

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            refused = services.merger_refusal(**self.merger(), day=timezone.localdate())
            if refused:
                self.add_error(None, refused)
        return cleaned

    @cached_property
    def plan(self):
        return services.preview_merger(**self.merger(), day=timezone.localdate())

    @property
    def preview(self):
        """What will happen; only once everything typed is valid and was announced."""
        return self.plan if self.announcement else None

    def fingerprint(self):
        merger = self.merger()
        told = ",".join(str(person.pk) for person in self.plan.told)
        return f"{merger['absorbed'].pk}>{merger['continuing'].pk} {merger['last_day']} [{told}]"

    def announce(self):
        sentence = gettext("Bitte prüfen Sie, was geschieht. „Zusammenschluss erfassen“ führt es aus.")
        return f"{sentence} {mail_sentence(self.plan.told)}"


def _merge(cluster, form, user):
    merger = services.record_merger(
        **form.merger(),
        source=form.cleaned_data["source"],
        people=form.cleaned_data.get("people", ()),
        actor=user,
        day=timezone.localdate(),
    )
    return gettext("Erfasst: %(absorbed)s geht mit Ablauf des %(day)s in %(continuing)s auf.") % {
        "absorbed": merger.absorbed,
        "continuing": merger.continuing,
        "day": german_date(merger.last_day),
    }


MERGE = Act(
    name="merge",
    label=_("Zusammenschluss erfassen"),
    form_class=MergeForm,
    form_kwargs=lambda cluster, user: {"cluster": cluster},
    allowed=may_act,
    run=_merge,
    template="admin/clusters/cluster/merge.html",
    description=_(
        "Ein Cluster geht in einem anderen auf. Vor dem Erfassen sehen Sie, was endet, was weiterleitet und wer eine "
        "Nachricht erhält. Labels und Verpflichtungen gehen nur durch eine eigene Entscheidung über."
    ),
    danger=True,
)


class FormerNameInline(ReadOnlyInline):
    """What the cluster, or one that it continues, was called before."""

    model = FormerName
    fk_name = "cluster"
    fields = ["name", "until", "reason", "merger", "recorded_on"]
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("merger__absorbed", "merger__continuing")


class DocumentForm(PortalForm):
    upload = UploadField(label=_("Unterlage"))


def _not_yet_effective(merger):
    return merger.withdrawn_on is None and merger.last_day >= timezone.localdate()


@admin.register(ClusterMerger)
class ClusterMergerAdmin(PortalModelAdmin):
    read_only = True
    view_roles = ("office", "ministry")
    list_display = ["absorbed", "continuing", "last_day", "state", "recorded_on"]
    list_select_related = ["absorbed", "continuing", "membership__cluster", "recorded_by", "withdrawn_by", "document"]
    search_fields = ["absorbed__search_text", "continuing__search_text"]
    fields = [
        "absorbed",
        "continuing",
        "last_day",
        "state",
        "membership",
        "source",
        "file_link",
        "joined",
        "recorded_by",
        "recorded_on",
        "withdrawn_by",
        "withdrawn_on",
    ]
    readonly_fields = ["state", "file_link", "joined"]
    acts = [
        Act(
            name="attach",
            label=_("Unterlage ablegen"),
            form_class=DocumentForm,
            allowed=when(lambda merger: merger.withdrawn_on is None),
            run=lambda merger, form, user: services.attach_document(
                merger,
                document=store_upload(form.cleaned_data["upload"], by=user),
                actor=user,
                day=timezone.localdate(),
            ),
            description=_("Der Vertrag oder das Schreiben, aus dem der Zusammenschluss hervorgeht. Nur intern."),
        ),
        Act(
            name="withdraw",
            label=_("Zusammenschluss zurücknehmen"),
            allowed=when(_not_yet_effective),
            run=lambda merger, form, user: services.withdraw_merger(merger, actor=user, day=timezone.localdate()),
            description=_(
                "Beide Cluster bestehen weiter. Die Mitgliedschaft endet wieder so, wie es vorher vorgesehen war, und "
                "noch nicht begonnene Stellvertretungen entfallen. Alle Beteiligten erhalten eine Nachricht."
            ),
            danger=True,
        ),
    ]

    @admin.display(description=_("Stand"))
    def state(self, merger):
        if merger.withdrawn_on:
            return gettext("zurückgenommen")
        return gettext("wirksam") if merger.last_day < timezone.localdate() else gettext("steht bevor")

    @admin.display(description=_("Handeln auch für das fortführende Cluster"))
    def joined(self, merger):
        return ", ".join(str(function.user) for function in merger.appointed.select_related("user")) or "–"

    @admin.display(description=_("Unterlage"))
    def file_link(self, merger):
        if merger.document is None:
            return "–"
        address = reverse("admin:clusters_clustermerger_file", args=[merger.pk])
        return format_html('<a href="{}">{}</a>', address, merger.document.name)

    def get_urls(self):
        page = path("<int:pk>/file/", self.admin_site.admin_view(self.file_view), name="clusters_clustermerger_file")
        return [page, *super().get_urls()]

    def file_view(self, request, pk):
        """Fetching is authorising: whoever may look at the merger may have its document."""
        merger = self.get_object(request, str(pk))
        if not self.has_view_permission(request, merger):
            raise PermissionDenied
        if merger is None or merger.document is None:
            raise Http404
        return attachment(merger.document)
