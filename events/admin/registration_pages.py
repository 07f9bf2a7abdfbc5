"""Pages of the office beside the settings of a registration: who comes (to tick off), and the form as people see it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from records.errors import ActRefused

from ..forms.registration import RegistrationForm
from ..registration_facts import answer_words, day_has_come
from ..services.registrations import mark_attendance

MARKS = {"came": True, "absent": False, "open": None}


class RegistrationPagesMixin:
    """Two pages more for the admin of RegistrationSettings: <pk>/attendance/ and <pk>/preview/."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/attendance/", view(self.attendance_view), name="events_registrationsettings_attendance"),
            path("<int:pk>/preview/", view(self.preview_view), name="events_registrationsettings_preview"),
            *super().get_urls(),
        ]

    def attendance_view(self, request, pk):
        """The list for the door: a button per person, for a phone as well, and for paper. `q` finds a name."""
        settings, now = self._settings(request, pk), timezone.now()
        wanted = request.GET.get("q", "").strip()
        refused = ""
        if request.method == "POST":
            if not self.has_change_permission(request, settings):
                raise PermissionDenied
            row = get_object_or_404(settings.registrations, key=request.POST.get("key", "").replace("\x00", ""))
            mark = request.POST.get("mark", "")
            if mark not in MARKS:
                raise Http404
            try:
                mark_attendance(row, MARKS[mark], actor=request.user, now=now)
            except ActRefused as refusal:
                refused = refusal.message
            else:
                return HttpResponseRedirect(f"{request.get_full_path()}#p-{row.key}")
        people = list(settings.registrations.seated().order_by("name", "pk").select_related("cluster"))
        came = sum(row.attended is True for row in people)
        shown = [row for row in people if wanted.casefold() in f"{row.name} {row.organisation}".casefold()]
        context = {
            **self._page_context(request, settings, gettext("Anwesenheit")),
            "people": shown,
            "wanted": wanted,
            "refused": refused,
            "came": came,
            "total": len(people),
            "may_mark": day_has_come(settings.event, timezone.localdate(now)),
            "answers": _answers(list(settings.questions.all()), shown),
        }
        return TemplateResponse(request, "admin/events/registrationsettings/attendance.html", context)

    def preview_view(self, request, pk):
        """The form as visitors see it in the language of the admin; it cannot be sent from here."""
        settings = self._settings(request, pk)
        context = {
            **self._page_context(request, settings, gettext("Vorschau des Formulars")),
            "form": RegistrationForm(settings=settings),
        }
        return TemplateResponse(request, "admin/events/registrationsettings/preview.html", context)

    def _settings(self, request, pk):
        settings = self.get_queryset(request).filter(pk=pk).first()
        if settings is None:
            raise Http404
        if not self.has_view_permission(request, settings):
            raise PermissionDenied
        return settings

    def _page_context(self, request, settings, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": settings,
            "event": settings.event,
            "back_url": reverse("admin:events_registrationsettings_change", args=[settings.pk]),
        }


def _answers(questions, rows):
    """By the key of each row what was answered, in a few words."""
    return {
        row.pk: [
            f"{question.label_de}: {words}"
            for question in questions
            if (words := answer_words(question, row.answers, "de"))
        ]
        for row in rows
    }
