"""What whoever speaks for a member writes: a news item, a story, an event; German first, English optional."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalModelForm
from programme.markdown_widgets import use_markdown
from records.pictures import ACCEPT, check_picture, store_picture

from .event_checks import check_event
from .models import Event, News, Story

LONGEST_TEXT = 30_000
LONGEST_TEASER = 600


class PictureFieldsMixin:
    """A picture with its description, chosen beside the text."""

    def add_picture_fields(self, hint=""):
        """Call it in __init__; the fields stand before the English ones."""
        self.fields["upload"] = forms.FileField(
            label=_("Bild"),
            required=False,
            help_text=hint,
            widget=forms.FileInput(attrs={"accept": ACCEPT}),
        )
        self.fields["alt_de"] = forms.CharField(
            label=_("Bildbeschreibung (deutsch)"),
            required=False,
            max_length=300,
            help_text=_("Was ist zu sehen? Für alle, die das Bild nicht sehen. Nötig, wenn Sie ein Bild wählen."),
        )
        self.fields["alt_en"] = forms.CharField(label=_("Bildbeschreibung (englisch)"), required=False, max_length=300)

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            check_picture(upload)
        return upload

    def check_description(self, cleaned):
        if cleaned.get("upload") and not (cleaned.get("alt_de") or "").strip() and "alt_de" not in self.errors:
            self.add_error("alt_de", _("Bitte beschreiben Sie, was auf dem Bild zu sehen ist."))

    def stored_picture(self, by):
        """The chosen picture, kept; None when none was chosen. Call it outside of transactions."""
        values = self.cleaned_data
        if not values.get("upload"):
            return None
        return store_picture(values["upload"], alt_de=values["alt_de"], alt_en=values["alt_en"], by=by)


def placed_in(text, picture, alt):
    """The text with the picture on a line of its own at the end."""
    words = alt.replace("[", "(").replace("]", ")")
    return f"{text.rstrip()}\n\n![{words}](bild:{picture.token})\n".lstrip()


class _ContributionForm(PictureFieldsMixin, PortalModelForm):
    picture_hint = _("PNG oder JPEG. Es muss von Ihnen sein, oder Sie müssen es verwenden dürfen.")
    markdown = ()
    english = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_picture_fields(self.picture_hint)
        use_markdown(self, self.markdown)
        for name, field in self.fields.items():
            if name.startswith(("body", "summary")):
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            if name.startswith("teaser"):
                field.validators.append(MaxLengthValidator(LONGEST_TEASER))
                field.widget.attrs["rows"] = 3
        german = [name for name in self.fields if not name.endswith("_en")]
        self.order_fields([*german, *(name for name in self.fields if name.endswith("_en"))])

    def clean(self):
        cleaned = super().clean()
        self.check_description(cleaned)
        return cleaned

    @property
    def german_fields(self):
        return [field for field in self if not field.name.endswith("_en")]

    @property
    def english_fields(self):
        return [field for field in self if field.name.endswith("_en")]


class _ArticleForm(_ContributionForm):
    markdown = ("body_de", "body_en")

    class Meta:
        fields = [
            "title_de",
            "teaser_de",
            "body_de",
            "caption_de",
            "credit",
            "title_en",
            "teaser_en",
            "body_en",
            "caption_en",
        ]
        labels = {"teaser_de": _("Anreißer"), "body_de": _("Text"), "title_de": _("Titel")}
        help_texts = {
            "title_de": _("Kurz und aus der Sicht der Leserinnen und Leser."),
            "teaser_de": _("Ein oder zwei Sätze, die in Listen unter dem Titel stehen."),
            "body_de": "",
        }

    def put(self, picture):
        """The new picture takes the place above the text."""
        self.instance.picture = picture


class NewsForm(_ArticleForm):
    class Meta(_ArticleForm.Meta):
        model = News


class StoryForm(_ArticleForm):
    class Meta(_ArticleForm.Meta):
        model = Story
        help_texts = {
            **_ArticleForm.Meta.help_texts,
            "body_de": _(
                "Ein guter ClusterERFOLG sagt: Welche Aufgabe gab es? Wer hat zusammengearbeitet, und was hat das"
                " Clustermanagement beigetragen? Was ist das Ergebnis, am besten mit Zahlen? Was haben andere davon?"
            ),
        }


class EventForm(_ContributionForm):
    picture_hint = _("PNG oder JPEG. Es kommt an das Ende der Beschreibung; dort können Sie es verschieben.")
    markdown = ("summary_de", "summary_en")

    class Meta:
        model = Event
        fields = [
            "title_de",
            "kind",
            "summary_de",
            "starts_on",
            "ends_on",
            "starts_at",
            "ends_at",
            "city",
            "online",
            "website",
            "title_en",
            "summary_en",
        ]
        labels = {
            "title_de": _("Titel"),
            "summary_de": _("Beschreibung"),
            "starts_on": _("Erster Tag"),
            "ends_on": _("Letzter Tag"),
        }
        help_texts = {"summary_de": "", "ends_on": _("Leer, wenn sie nur einen Tag dauert.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = True
        self.fields["online"].label = _("Die Veranstaltung findet online statt.")

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            names = ("starts_on", "ends_on", "starts_at", "ends_at")
            check_event(self, Event(**{name: cleaned.get(name) for name in names}))
        return cleaned

    def put(self, picture):
        """The new picture joins the description."""
        alt = self.cleaned_data["alt_de"]
        self.instance.summary_de = placed_in(self.instance.summary_de, picture, alt)
        if self.instance.summary_en:
            alt = self.cleaned_data["alt_en"] or alt
            self.instance.summary_en = placed_in(self.instance.summary_en, picture, alt)


FORMS = {"news": NewsForm, "story": StoryForm, "event": EventForm}
