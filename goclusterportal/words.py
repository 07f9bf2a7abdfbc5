"""Which of the two columns of a translated text belongs to the present language."""

from django.utils.translation import get_language


def name_column(name="name"):
    """ "name_de" or "name_en", for ordering and labels."""
    return f"{name}_{(get_language() or 'de')[:2]}"
