"""How the office's forms save: files are kept before the transaction (SPEC 6), and the row is locked in it."""

from contextlib import suppress

from django.core.exceptions import ValidationError

from records.pictures import discard_picture, store_picture
from records.uploads import discard_upload, store_upload


def keep_picture(upload, by):
    """Its description follows when the form is saved."""
    return store_picture(upload, alt_de="", by=by)


def keep_document(upload, by):
    return store_upload(upload, by=by)


DISCARD = {keep_picture: discard_picture, keep_document: discard_upload}


class SavingMixin:
    """An admin whose change form works on its uploads first, then locks the row and saves it as it is by then."""

    # Name of the file's field -> how it is kept.
    uploads: dict = {}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or not self.has_change_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.saves_content = True
        request.kept = {}
        try:
            for name, keep in self.uploads.items():
                if name in request.FILES:
                    # The form says what is wrong with it, at its field.
                    with suppress(ValidationError):
                        request.kept[name] = keep(request.FILES[name], request.user)
            return super().changeform_view(request, object_id, form_url, extra_context)
        finally:
            for name, row in request.kept.items():
                DISCARD[self.uploads[name]](row)

    def get_queryset(self, request):
        """While a form is saved the row is nobody else's: an act in between would be overwritten by what was read."""
        rows = super().get_queryset(request)
        return rows.select_for_update(of=("self",)) if is_saving(request) else rows

    def taken(self, request, name):
        """What was kept of the file of this field, or None; from now on it belongs to the row."""
        return request.kept.pop(name, None)

    def taken_picture(self, request, form, name):
        """The same of a picture, with the description that was typed beside it."""
        picture = self.taken(request, name)
        if picture is not None:
            picture.alt_de, picture.alt_en = form.cleaned_data[f"{name}_alt_de"], form.cleaned_data[f"{name}_alt_en"]
            picture.save(update_fields=["alt_de", "alt_en"])
        return picture


def is_saving(request):
    """Whether the request saves a change form, in its transaction."""
    return getattr(request, "saves_content", False)
