"""The field for a Markdown text: with a preview as the server draws it, and a short help."""

from django import forms
from django.template.loader import render_to_string


class MarkdownTextarea(forms.Textarea):
    """A text with its preview beside it. Without a script a button shows the preview on a page of its own.

    `pictures`: whether the help says how to show one, where there is a place to upload it. `about`: what the text is
    about, where a form has several, so that each preview has a name of its own.
    """

    def __init__(self, attrs=None, *, pictures=True, about=""):
        super().__init__({"rows": 16, "class": "portal-markdown__text", **(attrs or {})})
        self.pictures, self.about = pictures, about

    @property
    def media(self):
        return forms.Media(js=[forms.Script("js/markdown-editor.js", defer=True)])

    def render(self, name, value, attrs=None, renderer=None):
        """The text box, drawn by Django, inside components/markdown_editor.html."""
        attrs = attrs or {}
        if "portal-markdown__text" not in attrs.get("class", ""):
            attrs = {**attrs, "class": f"{attrs.get('class', '')} portal-markdown__text".strip()}
        box = super().render(name, value, attrs, renderer)
        context = {
            "box": box,
            "name": name,
            "is_english": name.endswith("_en"),
            "pictures": self.pictures,
            "about": self.about,
        }
        return render_to_string("components/markdown_editor.html", context)


def use_markdown(form, names):
    """Give those of the named fields that the form has the Markdown field."""
    for name in names:
        if name in form.fields:
            form.fields[name].widget = MarkdownTextarea()
            form.fields[name].widget.is_required = form.fields[name].required
