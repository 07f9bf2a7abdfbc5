"""Cases: the list of applications and the page of one, where every act is a button that calls its service."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin
from programme.exports import TableExportMixin
from programme.templatetags.portal import german_date, in_words
from records.errors import ActRefused

from ..exports import ApplicationResource
from ..forms.office import PaperApplicationForm
from ..models import Application, ConflictDeclaration
from ..officework import next_step, with_steps
from ..permissions import enters_paper, is_office, office_files, office_sees_own_points
from ..services.files import stored_upload
from ..services.opening import note_opening
from ..services.paper_entries import enter_paper_application
from ..sheet import submitted_sheet_of
from ..workflow import State
from ..worklists import BY_KEY, WORK_LISTS, chips_of, counts_of
from .case_acts import CASE_ACTS, CaseRights
from .case_acts.rights import sheet_entries
from .case_files import CaseFilesMixin
from .case_page import BADGES, case_context, recordings_of
from .organisation_page import OrganisationPageMixin


class StateFilter(admin.SimpleListFilter):
    """The states a case can be in for the office; drafts are its business only when they came on paper."""

    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(state.value, Application.State(state.value).label) for state in State]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class WorkListFilter(admin.SimpleListFilter):
    """The office's work lists. Their chips stand above the search, with the numbers of worklists.counts_of."""

    title = _("Arbeitsliste")
    parameter_name = "list"

    def lookups(self, request, model_admin):
        return [(one.key, one.label) for one in WORK_LISTS]

    def queryset(self, request, queryset):
        chosen = BY_KEY.get(self.value())
        return queryset.filter(chosen.condition(timezone.localdate())) if chosen else queryset


ACT_LABELS = {act.name: act.label for act in CASE_ACTS}


@admin.register(Application)
class ApplicationAdmin(OrganisationPageMixin, CaseFilesMixin, TableExportMixin, PortalModelAdmin):
    read_only = True
    resource_classes = [ApplicationResource]
    import_export_change_list_template = "admin/admissions/application/list.html"
    list_display = ["number", "cluster", "state_badge", "since", "next_act", "due", "act_link"]
    list_display_links = ["number", "cluster"]
    list_filter = [WorkListFilter, StateFilter, "catalogue"]
    search_fields = ["number", "cluster__search_text", "cluster__name", "organisation__name"]
    list_select_related = ["cluster", "organisation", "catalogue"]
    acts = CASE_ACTS

    def get_queryset(self, request):
        """Only cases this person may open: no drafts but those on paper, none under the person's own conflict."""
        rows = office_files(request.user, timezone.localdate()).select_related(
            "cluster", "organisation", "catalogue", "created_by"
        )
        return with_steps(rows, request.user)

    def get_urls(self):
        paper = path("paper/", self.admin_site.admin_view(self.paper_view), name=f"{self._prefix}_paper")
        return [paper, *super().get_urls()]

    # --- The list ---

    def changelist_view(self, request, extra_context=None):
        """The list under its work lists: a sentence with the number, a chip per list, which search and filters keep."""
        response = super().changelist_view(request, extra_context)
        changes = getattr(response, "context_data", None) or {}
        listed = changes.get("cl")
        if listed is None:
            return response
        day = timezone.localdate()
        counts = counts_of(listed.get_queryset(request, exclude_parameters=[WorkListFilter.parameter_name]), day)
        chosen = BY_KEY.get(request.GET.get(WorkListFilter.parameter_name))

        def url_of(key):
            name = WorkListFilter.parameter_name
            return listed.get_query_string({name: key} if key else None, [name, "o", "p"])

        changes["work_sentence"] = (
            chosen.sentence_for(counts[chosen.key])
            if chosen
            else ngettext("%(count)s Antrag.", "%(count)s Anträge.", counts["all"]) % {"count": counts["all"]}
        )
        changes["work_chips"] = chips_of(counts, url_of, current=chosen.key if chosen else None)
        return response

    def get_ordering(self, request):
        chosen = BY_KEY.get(request.GET.get(WorkListFilter.parameter_name))
        return list(chosen.ordering) if chosen else super().get_ordering(request)

    @admin.display(description=_("Stand"), ordering="state")
    def state_badge(self, application):
        kind = BADGES.get(application.state, "")
        css = f"portal-badge portal-badge--{kind}" if kind else "portal-badge"
        return format_html('<span class="{}">{}</span>', css, application.get_state_display())

    @admin.display(description=_("seit"), ordering="state_since")
    def since(self, application):
        return german_date(application.state_since)

    @admin.display(description=_("Nächster Schritt"))
    def next_act(self, application):
        return next_step(application).text

    @admin.display(description=_("Frist"), ordering="lapses_on")
    def due(self, application):
        day = next_step(application).due
        return in_words(day) if day else ""

    @admin.display(description=_("Aufgabe"))
    def act_link(self, application):
        """What the office does next, or a look at the case while somebody else is at work."""
        act = next_step(application).act
        if act and not application.step_declared:
            act = "declare"
        url = (
            reverse(f"admin:{self._prefix}_act", args=[application.pk, act])
            if act
            else reverse(f"admin:{self._prefix}_change", args=[application.pk])
        )
        return format_html(
            '<a href="{}">{}<span class="portal-sr-only">: {}</span></a>',
            url,
            ACT_LABELS[act] if act else gettext("Ansehen"),
            application.number,
        )

    # --- An application on paper ---

    def paper_view(self, request):
        """Enter an application that came on paper; then its answers are filled in on the applicant's pages."""
        if not self.has_view_permission(request) or not is_office(request.user, timezone.localdate()):
            raise PermissionDenied
        form = PaperApplicationForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            application = self._enter_paper(request, form)
            if application is not None:
                messages.success(
                    request,
                    _("Der Antrag hat die Nummer %(number)s. Bitte tragen Sie jetzt die Angaben ein.")
                    % {"number": application.number},
                )
                return HttpResponseRedirect(self.change_url(application))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Antrag auf Papier erfassen"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/admissions/application/paper.html", context)

    def _enter_paper(self, request, form):
        """The new application; None when it was refused, then the form says why and no file is left."""
        try:
            with stored_upload(form.cleaned_data["document"], by=request.user) as document:
                return enter_paper_application(
                    form.cleaned_data["cluster"],
                    document=document,
                    actor=request.user,
                    day=timezone.localdate(),
                    **form.source(),
                )
        except ActRefused as refused:
            form.add_error(None, refused.message)
        except ValidationError as invalid:
            form.add_error("document", invalid)
        return None

    # --- One case ---

    def change_view(self, request, object_id, form_url="", extra_context=None):
        application = self._case(request, object_id)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        primary, others = self.act_buttons(request, application)
        step = next_step(application)
        context = {
            **self.admin_site.each_context(request),
            **case_context(application, submitted_sheet_of(application), request.user, timezone.localdate()),
            "title": application.number,
            "opts": self.opts,
            "original": application,
            "media": self.media,
            "act_primary": primary,
            "act_others": others,
            "todo_text": self._todo_text(request, application, step),
            "todo_due": step.due,
            "letter_links": self._file_links(application, CaseRights.of(application, request.user).may_work),
            "paper_entries": application.paper_entries.select_related("document", "entered_by", "submission"),
            **self._changes_context(application),
        }
        return TemplateResponse(request, "admin/admissions/application/case.html", context)

    def act_buttons(self, request, obj):
        """The act that comes next is the primary button; before everything else one declares a conflict or none."""
        rights = CaseRights.of(obj, request.user)
        wanted = next_step(obj).act
        if rights.conflict == ConflictDeclaration.Value.NOT_ASKED:
            wanted = "declare"
        buttons = {
            act.name: {"label": act.label, "url": self.act_url(obj, act), "danger": act.danger}
            for act in self.get_acts(request, obj)
        }
        if enters_paper(request.user, obj, timezone.localdate()):
            first = obj.catalogue.groups.order_by("position").first()
            fill = {
                "label": _("Angaben eintragen"),
                "url": reverse("admissions:apply-section", args=[obj.number, first.code]),
            }
            buttons = {"fill": fill, **buttons}
            if any(entry.is_open and not entry.is_answered for entry in sheet_entries(obj)):
                wanted = "fill"
        primary = buttons.pop(wanted, None)
        if rights.conflict == ConflictDeclaration.Value.NONE and "declare" in buttons:
            buttons["declare"] = buttons.pop("declare")
        return primary, list(buttons.values())

    def _case(self, request, object_id):
        """The case for a person who may open it, which is logged; 404 for everyone else, also where it exists."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        application = self.get_object(request, unquote(object_id))
        if application is None:
            raise Http404
        note_opening(application, by=request.user, day=timezone.localdate())
        return application

    def _todo_text(self, request, application, step):
        if CaseRights.of(application, request.user).conflict == ConflictDeclaration.Value.NOT_ASKED:
            return _("Bitte erklären Sie zuerst, ob Sie bei diesem Antrag befangen sind.")
        return step.text or _("Es ist nichts zu tun.")

    def act_view(self, request, object_id, act_name):
        self._case(request, object_id)
        return super().act_view(request, object_id, act_name)

    def _act_context(self, request, act, obj, form):
        context = super()._act_context(request, act, obj, form) | {
            "letter_links": self._letter_links(obj),
            "points_hidden": not office_sees_own_points(request.user, obj, timezone.localdate()),
        }
        if act.name in ("confirm-decision", "reject-decision"):
            waiting = [one for one in recordings_of(obj) if one.state == one.State.PROPOSED]
            context["recording"] = waiting[0] if waiting else None
        return context | self._changes_context(obj)
