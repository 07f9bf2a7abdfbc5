"""The office's forms for composing, trying out and releasing an issue of the newsletter."""

from django import forms
from django.conf import settings
from django.db.models import Max
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, PortalModelForm
from programme.models import ProgrammeSettings
from programme.templatetags.portal import translated

from ..models import NewsletterTopic
from ..newsletter_rules import DRAFT, KINDS, kinds_for
from ..services import newsletter_composing, newsletter_sending


class TopicForm(PortalModelForm):
    kinds = forms.MultipleChoiceField(
        label=_("Inhalte"),
        choices=NewsletterTopic.Kind,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Was zu diesem Thema gehört."),
    )


class IssueForm(PortalModelForm):
    def clean(self):
        """Whoever had the page open while the issue was released meets a sentence, and loses nothing typed."""
        cleaned = super().clean()
        if self.instance.pk and self.instance.state != DRAFT:
            raise forms.ValidationError(
                _("Diese Ausgabe ist schon freigegeben. Ihre Änderungen sind nicht gespeichert."), code="released"
            )
        return cleaned


class ItemForm(PortalModelForm):
    """The words of a piece in this issue. Only the office's own pieces bear a link of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        if not self.instance.pk:
            self.initial["position"] = None
            self.fields["position"].help_text = _("Leer: am Ende.")
        elif self.instance.slug:
            self.fields["link"].disabled = True
            self.fields["link"].help_text = _("Der Link führt zum Beitrag.")
        for name in ("text_de", "text_en"):
            self.fields[name].widget.attrs["rows"] = 4
            self.fields[name].widget.about = self._which()

    def _which(self):
        """Tells the previews of the pieces apart, also of those that bear one title."""
        place = (self.prefix or "").rpartition("-")[2]
        return f"{gettext('Beitrag')} {int(place) + 1}" if place.isdecimal() else gettext("Beitrag")

    def clean_position(self):
        position = self.cleaned_data["position"]
        if position is not None:
            return position
        last = self.instance.issue.items.aggregate(last=Max("position"))["last"] if self.instance.issue_id else 0
        return (last or 0) + 1


class ReaderForm(PortalForm):
    """A reader to try the issue out with: language, and topics as one may choose them; none stands for all."""

    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)
    topics = forms.MultipleChoiceField(
        label=_("Themen"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ohne Auswahl: alle Beiträge."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "de")[:2]
        self.known = {topic.code: topic for topic in NewsletterTopic.objects.all()}
        self.fields["topics"].choices = [(code, translated(topic, "name")) for code, topic in self.known.items()]

    @property
    def kinds(self):
        """The kinds of content that this reader gets."""
        chosen = [self.known[code] for code in self.cleaned_data["topics"]]
        wanted = kinds_for([topic.pk for topic in chosen], {topic.pk: topic.kinds for topic in chosen})
        return tuple(kind for kind in KINDS if kind in wanted)


class ChooseForm(PortalForm):
    """What could still go into the issue. What no earlier issue held is ticked."""

    items = forms.MultipleChoiceField(
        label=_("Beiträge"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens einen Beitrag.")},
    )

    def __init__(self, *args, issue, day, **kwargs):
        super().__init__(*args, **kwargs)
        found = newsletter_composing.candidates(issue, day)
        self.fields["items"].choices = [(one.key, self._words(one)) for one in found]
        self.fields["items"].initial = [one.key for one in found if one.is_new]
        if not found:
            self.fields["items"].help_text = _("Es gibt nichts, was noch nicht in der Ausgabe steht.")

    def _words(self, candidate):
        words = {"kind": NewsletterTopic.Kind(candidate.kind).label, "title": candidate.title}
        if candidate.is_new:
            return gettext("%(kind)s: %(title)s") % words
        return gettext("%(kind)s: %(title)s (stand schon in einer früheren Ausgabe)") % words


class ReleaseForm(PortalForm):
    """The number of readers, typed by the person who releases; beside the figures that it is made up of."""

    recipients = forms.IntegerField(
        label=_("Anzahl der Personen, die diese Ausgabe bekommen"),
        min_value=1,
        help_text=_("Bitte tragen Sie die Gesamtzahl von oben ein. Damit bestätigen Sie den Versand."),
        error_messages={"required": _("Bitte bestätigen Sie die Zahl.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, files=None, *, issue, **kwargs):
        items = list(issue.items.all())
        present = newsletter_sending.fingerprint(issue, items)
        kwargs["initial"] = {"seen": present}
        super().__init__(data, files, **kwargs)
        self.overview = self._overview(issue, items)
        self.was_changed = data is not None and data.get("seen") != present
        if self.was_changed:
            # The page shows the present state from now on.
            self.data = self.data.copy()
            self.data["seen"] = present

    def clean(self):
        cleaned = super().clean()
        if self.was_changed:
            raise forms.ValidationError(
                _("Die Ausgabe wurde inzwischen geändert. Bitte sehen Sie sich die Vorschau noch einmal an.")
            )
        return cleaned

    def _overview(self, issue, items):
        numbers = newsletter_sending.audience_of(issue)
        names = {topic.pk: translated(topic, "name") for topic in NewsletterTopic.objects.all()}
        names[None] = gettext("alle Themen (angemeldet, bevor es Themen gab)")
        return {
            "total": numbers.total,
            "without": numbers.without,
            "languages": [(name, numbers.by_language.get(code, 0)) for code, name in settings.LANGUAGES],
            "topics": [(name, numbers.by_topic.get(key, 0)) for key, name in names.items()],
            "number": newsletter_composing.next_number(),
            "batch": ProgrammeSettings.load().newsletter_batch_size,
            "item_count": len(items),
            "only_german": [
                item.title_de for item in items if not item.title_en or (item.text_de and not item.text_en)
            ],
        }
