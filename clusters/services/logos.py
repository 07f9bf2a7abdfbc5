"""The pictures of logos: kept with their words, and gone when nothing shows them."""

from django.core.files.base import ContentFile
from django.db import transaction

from clusters.models import Cluster, ProfileRevision
from records.models import Picture


def reworded(picture, *, alt_de, alt_en, by):
    """The same picture with another description: a new row, so that what is public keeps its own words.

    Call it outside of transactions.
    """
    with picture.file.open("rb") as file:
        data = file.read()
    copy = Picture(width=picture.width, height=picture.height, alt_de=alt_de, alt_en=alt_en, uploaded_by=by)
    copy.file.save("picture.webp", ContentFile(data), save=False)
    copy.save()
    return copy


def drop_logo(picture):
    """Delete a picture that was never public and that nothing shows: no cluster, no proposal, no history."""
    if picture is None or picture.published_at:
        return
    used = Cluster.objects.filter(logo=picture).exists() or Cluster.history.filter(logo_id=picture.pk).exists()
    if used or ProfileRevision.objects.filter(logo=picture).exists():
        return
    file = picture.file
    Picture.objects.filter(pk=picture.pk).delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))
