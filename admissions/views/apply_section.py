"""One group of criteria per page. Whatever is right is saved; what is wrong stays typed, with a message beside it."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from records import kept_input

from ..applicants import public_state_for_applicant
from ..forms.apply_answers import AnswerForm
from ..permissions import enters_paper, may_edit_answers
from ..sheet import sheet_of
from .apply_access import check_address, filled_case, render_case, saved_context
from .apply_saving import SectionSaving


def _same_page(request, **kwargs):
    return request.path


@kept_input.keeps_input(_same_page)
@filled_case
@require_http_methods(["GET", "HEAD", "POST"])
def section(request, application, day, group):
    """GET, POST /apply/<number>/section/<group>/; read-only when nothing is open to change."""
    sheet = sheet_of(application)
    shown = sheet.group(group)
    if shown is None:
        raise Http404
    if request.method != "POST":
        may_edit = may_edit_answers(request.user, application, day) or enters_paper(request.user, application, day)
        kept = kept_input.kept_for(request) if may_edit else None
        if kept is not None:
            forms = _bound_forms(shown, kept_input.data_of(kept))
        else:
            forms = [AnswerForm(entry=entry) for entry in shown.entries if entry.is_open and may_edit]
        return _page(request, application, sheet, shown, forms, day, kept=kept)

    forms = _bound_forms(shown, request.POST, request.FILES)
    saving = SectionSaving(application, forms, actor=request.user, day=day)
    if saving.run():
        kept_input.forget(request, request.path)
        following = sheet.after(group) if "next" in request.POST else None
        if "next" in request.POST and following is None:
            return redirect(check_address(application))
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("admissions:apply-section", application.number, following.group.code if following else group)
    application.refresh_from_db()
    sheet = sheet_of(application)
    saving.bring_up_to_date(sheet.group(group))
    return _page(request, application, sheet, sheet.group(group), forms, day, refusal=saving.refusal)


def _bound_forms(shown, data, files=None):
    """Fields of a criterion that has been closed meanwhile stay on the page as well: nothing typed is lost."""
    return [
        AnswerForm(data, files, entry=entry)
        for entry in shown.entries
        if entry.is_open or f"{entry.criterion.code}-text" in data
    ]


@filled_case
@require_POST
def autosave(request, application, day, group):
    """POST /apply/<number>/section/<group>/autosave/: the answers that the browser sends while somebody types.

    Answers JSON: the words for the time of saving, and per criterion its version, what is wrong, or what a colleague
    has saved meanwhile (as HTML). Files and links wait for the button.
    """
    shown = sheet_of(application).group(group)
    if shown is None:
        raise Http404
    forms = [
        AnswerForm(request.POST, entry=entry)
        for entry in shown.entries
        if f"{entry.criterion.code}-text" in request.POST
    ]
    saving = SectionSaving(application, forms, actor=request.user, day=day)
    if saving.run(answers_only=True):
        section_path = reverse("admissions:apply-section", args=[application.number, group])
        kept_input.forget_when_all_was_sent(request, section_path)
    application.refresh_from_db()
    entries = {entry.criterion.pk: entry for entry in sheet_of(application).group(group).entries}
    answers = {
        form.prefix: {
            "version": entries[form.criterion.pk].version,
            "errors": {name: form.errors[name] for name in form.errors if name == "text" or name.startswith("figure_")},
            "newer": _newer(form) if form.newer else "",
        }
        for form in forms
    }
    saved = render_to_string("admissions/apply_saved_words.html", saved_context(application)).strip()
    return JsonResponse({"saved": saved, "refusal": saving.refusal, "answers": answers})


def _newer(form):
    return render_to_string("admissions/apply_newer.html", {"newer": form.newer, "figures": form.newer_figures})


def _page(request, application, sheet, shown, forms, day, refusal="", kept=None):
    by_code = {form.criterion.pk: form for form in forms}
    codes = [group.group.code for group in sheet.groups]
    faulty = [form for form in forms if form.errors]
    return render_case(
        request,
        "admissions/apply_section.html",
        application,
        {
            "sheet": sheet,
            "shown": shown,
            "position": codes.index(shown.group.code) + 1,
            "rows": [{"entry": entry, "form": by_code.get(entry.criterion.pk)} for entry in shown.entries],
            "faulty": faulty,
            "has_conflicts": any(form.newer for form in forms),
            "refusal": refusal,
            "kept": kept,
            "kept_token": kept.token if kept else request.POST.get(kept_input.PARAMETER, ""),
            "has_forms": bool(forms),
            "following": sheet.after(shown.group.code),
            "is_reader": not forms and shown.is_open,
            "public_state": public_state_for_applicant(application, day),
        },
    )
