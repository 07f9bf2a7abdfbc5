"""Saving one page of the long form: whatever is right is saved, what is wrong stays typed with a message beside it."""

from django.core.exceptions import ValidationError

from records.errors import ActRefused
from records.uploads import store_upload

from ..figures import values_of
from ..services.drafts import AnswerChange, add_evidence, remove_evidence, save_answers


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
                    form.figures,
                )
                for form in sound
            ],
            **self.actor,
        )
        met = {change.criterion.pk for change in saved.conflicts}
        for form in sound:
            if form.criterion.pk in met:
                form.newer = saved.answers[form.criterion.pk]
                form.newer_figures = values_of(form.criterion, form.newer.figures)
            else:
                self.done.add((form.prefix, "version"))

    def _remove_evidence(self):
        chosen = []
        for form in self.forms:
            # What a new piece takes the place of is marked with it.
            wanted = {*form.cleaned_data.get("remove", [])} - {form.cleaned_data.get("replaces")}
            chosen += [piece for piece in form.entry.evidence if str(piece.pk) in wanted]
        if chosen:
            remove_evidence(self.application, chosen, **self.actor)

    def _add_evidence(self, form):
        if form.has_error("title") or form.has_error("replaces"):
            return
        title, link = form.cleaned_data.get("title", ""), form.cleaned_data.get("link")
        for number, upload in enumerate(form.sound_files, start=1):
            # Several files under one name are numbered.
            named = f"{title[:190]} ({number})" if title and len(form.sound_files) > 1 else title
            self._keep(form, "file", lambda upload=upload: {"stored": store_upload(upload, by=self.by)}, named)
        if link:
            self._keep(form, "link", lambda: {"link": link}, title)

    def _keep(self, form, name, source, title):
        """The first piece that is kept takes the place of the chosen one; further ones are added."""
        old = form.cleaned_data.get("replaces")
        still = old and (form.prefix, "replaces") not in self.done
        replaces = [piece for piece in form.entry.evidence if str(piece.pk) == old] if still else []
        try:
            add_evidence(self.application, form.criterion, title=title, replaces=replaces, **source(), **self.actor)
        except ValidationError as invalid:
            form.add_error(name, invalid)
        except ActRefused as refused:
            form.add_error(name, refused.message)
        else:
            self.done |= {(form.prefix, name), (form.prefix, "title"), (form.prefix, "replaces")}

    def bring_up_to_date(self, shown):
        """For showing the page again: new version numbers, and no second copy of what is already saved."""
        entries = {entry.criterion.pk: entry for entry in shown.entries}
        data = self.forms[0].data.copy() if self.forms else None
        for form in self.forms:
            entry = entries[form.criterion.pk]
            if form.newer or (form.prefix, "version") in self.done:
                data[form.add_prefix("version")] = str(entry.version)
            for name in ("link", "title", "replaces"):
                if (form.prefix, name) in self.done:
                    data[form.add_prefix(name)] = ""
            if not self.refusal:
                data.setlist(form.add_prefix("remove"), [])
        for form in self.forms:
            form.data = data
            form.show_evidence(entries[form.criterion.pk])
