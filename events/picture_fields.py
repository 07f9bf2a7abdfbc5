"""A picture with its description in a form, checked while the form is checked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from records.pictures import ACCEPT, check_picture, store_picture


class PictureField(forms.FileField):
    """A PNG or JPEG, checked by content and size."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if data:
            check_picture(upload)
        return upload


def german_description():
    return forms.CharField(
        label=_("Bildbeschreibung (deutsch)"),
        required=False,
        max_length=300,
        help_text=_("Was ist zu sehen? Für alle, die das Bild nicht sehen. Nötig, wenn Sie ein Bild wählen."),
    )


def english_description():
    return forms.CharField(label=_("Bildbeschreibung (englisch)"), required=False, max_length=300)


def check_described(form, cleaned, upload, alt, present=None):
    """No picture without a description, no description without a picture; said at the field where it belongs.

    A description alone is that of the `present` picture, if there is one.
    """
    german = cleaned.get(f"{alt}_de")
    if cleaned.get(upload):
        if not german and f"{alt}_de" not in form.errors:
            form.add_error(f"{alt}_de", _("Bitte beschreiben Sie, was auf dem Bild zu sehen ist."))
    elif (german or cleaned.get(f"{alt}_en")) and present is None and upload not in form.errors:
        form.add_error(upload, _("Bitte wählen Sie das Bild, das Sie beschrieben haben; der Browser behält es nicht."))


def describe_again(picture, german, english):
    """Correct the description of a picture that is there; what is empty stays as it is."""
    picture.alt_de, picture.alt_en = german or picture.alt_de, english or picture.alt_en
    picture.save(update_fields=["alt_de", "alt_en"])


def stored(form, upload, alt_de, alt_en, *, by):
    """The chosen picture, kept; None when none was chosen."""
    values = form.cleaned_data
    if not values.get(upload):
        return None
    return store_picture(values[upload], alt_de=values[alt_de], alt_en=values[alt_en], by=by)


def placed_in(text, picture, alt):
    """The text with the picture on a line of its own at the end."""
    words = " ".join(alt.replace("[", "(").replace("]", ")").replace("\\", "").split())
    return f"{text.rstrip()}\n\n![{words}](bild:{picture.token})\n".lstrip()


def put_into_texts(content, picture, name):
    """Place a picture at the end of a German text, and of the English one when there is one."""
    german, english = getattr(content, f"{name}_de"), getattr(content, f"{name}_en")
    setattr(content, f"{name}_de", placed_in(german, picture, picture.alt_de))
    if english:
        setattr(content, f"{name}_en", placed_in(english, picture, picture.alt_en or picture.alt_de))
