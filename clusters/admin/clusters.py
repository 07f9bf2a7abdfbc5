"""Clusters in the web admin: profile, import, export, and what happens to a cluster."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters import lifecycle, naming, services
from clusters.exports import ClusterResource
from clusters.importing import COLUMNS, import_clusters
from clusters.importing.reading import MAX_BYTES
from clusters.models import Cluster, Membership
from clusters.permissions import visible_memberships
from clusters.search import matching
from clusters.services.membership import period_of
from clusters.services.profile import TEXT_FIELDS
from programme.admin_base import Act, PortalHistoryAdmin
from programme.exports import TableExportMixin
from programme.forms import LinesField, PortalForm, PortalModelForm
from programme.models import Land, TechnologyField

from .acting import AppointForm, may_act, when
from .handover import HAND_OVER
from .inlines import ActorFiguresInline, FunctionInline, MembershipInline, OperationInline
from .mails import MailsMixin
from .mergers import MERGE, FormerNameInline
from .operators import RENAME, SET_OPERATOR
from .profiles import LOGO


class ClusterForm(PortalModelForm):
    class Meta:
        model = Cluster
        exclude = ["profile_released", "logo"]  # acts of their own
        field_classes = dict.fromkeys(TEXT_FIELDS, LinesField)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not naming.normalised_name(name):
            raise forms.ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reported_label_year") and not cleaned.get("reported_label"):
            self.add_error("reported_label_year", _("Zu einem Jahr gehört auch ein Label."))
        return cleaned


class StartMembershipForm(PortalForm):
    starts_on = forms.DateField(
        label=_("Aufnahme am"),
        required=False,
        help_text=_("Leer: unbekannt. Die Mitgliedschaft zählt dann ab heute und hat keine Silber-Verpflichtung."),
    )
    precision = forms.ChoiceField(
        label=_("Genauigkeit"),
        choices=[choice for choice in Membership.Precision.choices if choice[0] != Membership.Precision.UNKNOWN],
        initial=Membership.Precision.DAY,
    )


class ImportForm(PortalForm):
    file = forms.FileField(label=_("Datei"), help_text=_("CSV in UTF-8 mit einer Kopfzeile."))
    dry_run = forms.BooleanField(label=_("Nur prüfen, nichts schreiben"), required=False, initial=True)
    skip_broken = forms.BooleanField(label=_("Fehlerhafte Zeilen auslassen, alle anderen schreiben"), required=False)
    overwrite = forms.BooleanField(label=_("Änderungen von Hand überschreiben"), required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 50 MB."))
        return file


class MemberTodayFilter(admin.SimpleListFilter):
    title = _("Mitglied heute")
    parameter_name = "member"

    def lookups(self, request, model_admin):
        return [("yes", _("Ja")), ("no", _("Nein"))]

    def queryset(self, request, queryset):
        day = timezone.localdate()
        members = visible_memberships(request.user, day).counting_on(day)
        counting = Exists(members.filter(cluster=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(counting)
        return queryset.exclude(counting) if self.value() == "no" else queryset


@admin.register(Cluster)
class ClusterAdmin(MailsMixin, TableExportMixin, PortalHistoryAdmin):
    form = ClusterForm
    resource_classes = [ClusterResource]
    import_export_change_list_template = "admin/clusters/cluster/change_list.html"
    list_display = ["name", "short_name", "where", "status", "profile_released"]
    list_filter = [MemberTodayFilter, "profile_released", "laender", "fields", "is_invented"]
    search_fields = ["search_text"]
    act_fields = ("name",)
    markdown_fields = TEXT_FIELDS
    readonly_fields = ["address", "present_logo", "profile_released", "duplicates", "is_invented"]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "city", "laender", "field_words", "field_words_en", "fields"]}),
        (
            _("Öffentliches Profil"),
            {
                "fields": [
                    "website",
                    "mailbox",
                    "eccp_url",
                    "platform_url",
                    *TEXT_FIELDS,
                    "present_logo",
                    "profile_released",
                    "address",
                ]
            },
        ),
        (
            _("Herkunft"),
            {
                "fields": [
                    "source",
                    "external_id",
                    "reported_label",
                    "reported_label_year",
                    "is_invented",
                    "duplicates",
                ]
            },
        ),
    ]
    inlines = [MembershipInline, OperationInline, FunctionInline, ActorFiguresInline, FormerNameInline]
    acts = [
        Act(
            name="appoint",
            label=_("Funktion vergeben"),
            form_class=AppointForm,
            allowed=may_act,
            run=lambda cluster, form, user: services.appoint(
                **form.appointment(), cluster=cluster, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Clustermanagement und Stellvertretung dürfen für das Cluster handeln. Die Person erfährt davon."
            ),
        ),
        HAND_OVER,
        SET_OPERATOR,
        Act(
            name="start-membership",
            label=_("Mitgliedschaft erfassen"),
            form_class=StartMembershipForm,
            allowed=may_act,
            run=lambda cluster, form, user: services.start_membership(
                cluster, **form.cleaned_data, recorded_on=timezone.localdate(), actor=user
            ),
            description=_(
                "Für Mitgliedschaften ohne Antrag in diesem Portal, zum Beispiel aus früheren Jahren. Sie wird erst "
                "öffentlich, wenn Sie sie auf ihrer eigenen Seite veröffentlichen."
            ),
        ),
        Act(
            name="release-profile",
            label=_("Profil freigeben"),
            allowed=when(lambda cluster: not cluster.profile_released),
            run=lambda cluster, form, user: services.release_profile(
                cluster, released=True, actor=user, day=timezone.localdate()
            ),
            description=_("Das Profil ist öffentlich, solange eine Mitgliedschaft öffentlich ist."),
        ),
        Act(
            name="withdraw-profile",
            label=_("Profil verbergen"),
            allowed=when(lambda cluster: cluster.profile_released),
            run=lambda cluster, form, user: services.release_profile(
                cluster, released=False, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Das Cluster verschwindet aus dem öffentlichen Verzeichnis. Die Mitgliedschaft zählt weiter."
            ),
            danger=True,
        ),
        LOGO,
        RENAME,
        MERGE,
    ]

    class Media:
        css = {"all": ["css/profile.css"]}

    def get_queryset(self, request):
        memberships = visible_memberships(request.user, timezone.localdate())
        return (
            super()
            .get_queryset(request)
            .prefetch_related("laender", "fields", Prefetch("memberships", memberships, to_attr="visible_memberships"))
        )

    def get_search_results(self, request, queryset, search_term):
        """As in the directory: every word anywhere, whatever the spelling of umlauts."""
        return matching(queryset, search_term, timezone.localdate()), False

    @admin.display(description=_("Länder"))
    def where(self, cluster):
        return ", ".join(land.name_de for land in cluster.laender.all())

    @admin.display(description=_("Mitgliedschaft heute"))
    def status(self, cluster):
        day = timezone.localdate()
        latest = max(cluster.visible_memberships, key=lambda row: period_of(row).first_day, default=None)
        return lifecycle.status_on(period_of(latest), day, latest.notice_given_on).label if latest else "–"

    @admin.display(description=_("Adresse der Seite"))
    def address(self, cluster):
        return f"/clusters/{cluster.slug}/" if cluster.slug else "–"

    @admin.display(description=_("Logo"))
    def present_logo(self, cluster):
        if not cluster.logo_id:
            return gettext("noch keines")
        return render_to_string("admin/clusters/cluster/logo.html", {"logo": cluster.logo})

    @admin.display(description=_("Mögliche Dubletten"))
    def duplicates(self, cluster):
        if not cluster.pk:
            return "–"
        links = [
            (reverse("admin:clusters_cluster_change", args=[other.pk]), other.name)
            for other in services.possible_duplicates(cluster)
        ]
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', links) or gettext("keine gefunden")

    def save_model(self, request, obj, form, change):
        """Through the service, which fills what is derived; an untouched form leaves no trace."""
        if change and not form.changed_data:
            return
        services.keep_cluster(
            obj,
            laender=form.cleaned_data["laender"],
            fields=form.cleaned_data["fields"],
            changed=form.changed_data,
            actor=request.user,
            day=timezone.localdate(),
        )

    def save_related(self, request, form, formsets, change):
        """Länder and fields are saved with the cluster already."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def get_urls(self):
        page = path("import/", self.admin_site.admin_view(self.import_view), name="clusters_cluster_import")
        return [page, *super().get_urls()]

    def import_view(self, request):
        """Upload a file: the same service as the command; the report stands on the page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        report = None
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            values = dict(form.cleaned_data)
            file = values.pop("file")
            report = import_clusters(
                file.read(), file_name=file.name, actor=request.user, day=timezone.localdate(), **values
            )
            if report.written:
                messages.success(request, f"{report.counts()}. {report.conclusion()}")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Cluster einlesen"),
            "opts": self.opts,
            "form": form,
            "report": report,
            "columns": [*COLUMNS, "external_id"],
            "laender": Land.objects.all(),
            "fields": TechnologyField.objects.all(),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/clusters/cluster/import.html", context)
