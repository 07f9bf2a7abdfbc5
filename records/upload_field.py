"""The form field for a file of the office."""

from django import forms

from .file_types import accept_attribute
from .uploads import check_upload


class UploadField(forms.FileField):
    """A file that is checked by name, size and content while the form is checked."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.FileInput(attrs={"accept": accept_attribute()}), **kwargs)

    def clean(self, data, initial=None):
        uploaded = super().clean(data, initial)
        if data:
            check_upload(uploaded)
        return uploaded
