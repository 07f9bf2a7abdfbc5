"""One group of criteria per page. Whatever is right is saved; what is wrong stays typed, with a message beside it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from records.errors import ActRefused
from records.uploads import store_upload

from ..applicants import public_state_for_applicant
from ..forms.apply_answers import AnswerForm
from ..permissions import enters_paper, may_edit_answers
from ..services.drafts import AnswerChange, add_evidence, remove_evidence, save_answers
from ..sheet import sheet_of
from .apply_access import check_address, filled_case, render_case, saved_context


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
        forms = [AnswerForm(entry=entry) for entry in shown.entries if entry.is_open and may_edit]
        return _page(request, application, sheet, shown, forms, day)

    # Fields of a criterion that has been closed meanwhile are kept on the page as well: nothing typed is lost.
    forms = [
        AnswerForm(request.POST, request.FILES, entry=entry)
        for entry in shown.entries
        if entry.is_open or f"{entry.criterion.code}-text" in request.POST
    ]
    saving = SectionSaving(application, forms, actor=request.user, day=day)
    if saving.run():
        following = sheet.after(group) if "next" in request.POST else None
        if "next" in request.POST and following is None:
            return redirect(check_address(application))
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("admissions:apply-section", application.number, following.group.code if following else group)
    application.refresh_from_db()
    sheet = sheet_of(application)
    saving.bring_up_to_date(sheet.group(group))
    return _page(request, application, sheet, sheet.group(group), forms, day, refusal=saving.refusal)


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
    saving.run(answers_only=True)
    application.refresh_from_db()
    entries = {entry.criterion.pk: entry for entry in sheet_of(application).group(group).entries}
    answers = {
        form.prefix: {
            "version": entries[form.criterion.pk].version,
            "errors": form.errors.get("text", []),
            "newer": render_to_string("admissions/apply_newer.html", {"newer": form.newer}) if form.newer else "",
        }
        for form in forms
    }
    saved = render_to_string("admissions/apply_saved_words.html", saved_context(application)).strip()
    return JsonResponse({"saved": saved, "refusal": saving.refusal, "answers": answers})


def _page(request, application, sheet, shown, forms, day, refusal=""):
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
            "has_forms": bool(forms),
            "following": sheet.after(shown.group.code),
            "is_reader": not forms and shown.is_open,
            "public_state": public_state_for_applicant(application, day),
        },
    )


class SectionSaving:
    """Saves what is valid on a page: answers first, then evidence taken away, then new evidence."""

    def __init__(self, application, forms, *, actor, day):
        self.application = application
        self.forms = forms
        self.actor = {"actor": actor, "day": day}
        self.by = actor
        self.refusal = ""
        self.done = set()

    def run(self, answers_only=False):
        """Whether everything on the page is saved. The forms carry what is wrong."""
        for form in self.forms:
            form.is_valid()
        try:
            self._save_answers()
            if answers_only:
                return not any(form.errors or form.newer for form in self.forms)
            self._remove_evidence()
            for form in self.forms:
                self._add_evidence(form)
        except ActRefused as refused:
            self.refusal = refused.message
        return not self.refusal and not any(form.errors or form.newer for form in self.forms)

    def _save_answers(self):
        sound = [form for form in self.forms if form.answer_is_valid()]
        saved = save_answers(
            self.application,
            [
                AnswerChange(
                    form.criterion,
                    form.cleaned_data["text"],
                    form.cleaned_data["own_points"],
                    form.cleaned_data["version"] or 0,
                )
                for form in sound
            ],
            **self.actor,
        )
        met = {change.criterion.pk for change in saved.conflicts}
        for form in sound:
            if form.criterion.pk in met:
                form.newer = saved.answers[form.criterion.pk]
            else:
                self.done.add((form.prefix, "version"))

    def _remove_evidence(self):
        chosen = []
        for form in self.forms:
            wanted = form.cleaned_data.get("remove", [])
            chosen += [piece for piece in form.entry.evidence if str(piece.pk) in wanted]
        if chosen:
            remove_evidence(self.application, chosen, **self.actor)

    def _add_evidence(self, form):
        title = form.cleaned_data.get("title", "")
        if form.has_error("title"):
            return
        upload, link = form.cleaned_data.get("file"), form.cleaned_data.get("link")
        if upload:
            self._keep(form, "file", lambda: {"stored": store_upload(upload, by=self.by)}, title)
        if link:
            self._keep(form, "link", lambda: {"link": link}, title)

    def _keep(self, form, name, source, title):
        try:
            add_evidence(self.application, form.criterion, title=title, **source(), **self.actor)
        except ValidationError as invalid:
            form.add_error(name, invalid)
        except ActRefused as refused:
            form.add_error(name, refused.message)
        else:
            self.done |= {(form.prefix, name), (form.prefix, "title")}

    def bring_up_to_date(self, shown):
        """For showing the page again: new version numbers, and no second copy of what is already saved."""
        entries = {entry.criterion.pk: entry for entry in shown.entries}
        data = self.forms[0].data.copy() if self.forms else None
        for form in self.forms:
            entry = entries[form.criterion.pk]
            if form.newer or (form.prefix, "version") in self.done:
                data[form.add_prefix("version")] = str(entry.version)
            for name in ("link", "title"):
                if (form.prefix, name) in self.done:
                    data[form.add_prefix(name)] = ""
            if not self.refusal:
                data.setlist(form.add_prefix("remove"), [])
        for form in self.forms:
            form.data = data
            form.show_evidence(entries[form.criterion.pk])
