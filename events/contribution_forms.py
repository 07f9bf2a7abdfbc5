"""What whoever speaks for a member writes: a news item, a story, an event; German first, English optional."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalModelForm
from programme.markdown_widgets import use_markdown

from .event_checks import check_event
from .models import Event, News, Story
from .picture_fields import (
    PictureField,
    check_described,
    describe_again,
    english_description,
    german_description,
    put_into_texts,
    stored,
)

LONGEST_TEXT = 30_000
LONGEST_TEASER = 600


class _ContributionForm(PortalModelForm):
    picture_hint = _("PNG oder JPEG. Es muss von Ihnen sein, oder Sie müssen es verwenden dürfen.")
    markdown = ()
    english = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"] = PictureField(label=_("Bild"), help_text=self.picture_hint)
        self.fields["alt_de"] = german_description()
        self.fields["alt_en"] = english_description()
        use_markdown(self, self.markdown)
        for name, field in self.fields.items():
            if name.startswith(("body", "summary")):
                field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            if name.startswith("teaser"):
                field.validators.append(MaxLengthValidator(LONGEST_TEASER))
                field.widget.attrs["rows"] = 3
        about_picture = ["caption_de", "credit"]
        german = [name for name in self.fields if not name.endswith("_en") and name not in about_picture]
        german += about_picture
        self.order_fields([*german, *(name for name in self.fields if name.endswith("_en"))])

    def clean(self):
        cleaned = super().clean()
        check_described(self, cleaned, "upload", "alt", self.present_picture)
        return cleaned

    @property
    def present_picture(self):
        """The picture that a new one would replace; None where each is one more."""
        return None

    def stored_picture(self, by):
        """The chosen picture, kept; None when none was chosen. Call it outside of transactions."""
        return stored(self, "upload", "alt_de", "alt_en", by=by)

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.present_picture:
            self.fields["picture_remove"] = forms.BooleanField(label=_("Das bisherige Bild entfernen"), required=False)
            self.fields["alt_de"].help_text = _("Ohne neues Bild: die neue Beschreibung des bisherigen.")
            names = list(self.fields)
            names.insert(names.index("upload"), names.pop(names.index("picture_remove")))
            self.order_fields(names)

    @property
    def present_picture(self):
        return self.instance.picture

    def put(self, picture):
        """The new picture takes the place above the text; without one the present may go, or be described anew."""
        values = self.cleaned_data
        if picture:
            self.instance.picture = picture
        elif values.get("picture_remove"):
            self.instance.picture = None
        elif self.present_picture and (values["alt_de"] or values["alt_en"]):
            describe_again(self.present_picture, values["alt_de"], values["alt_en"])


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
        if picture:
            put_into_texts(self.instance, picture, "summary")


FORMS = {"news": NewsForm, "story": StoryForm, "event": EventForm}
