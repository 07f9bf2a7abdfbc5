"""The reminder of an event names day and hour and how to take part, where the office left its words as delivered."""

from django.db import migrations

FRAME_DE = "Guten Tag {{name}},\n\n{}\n\n{{link}}\n\nMit freundlichen Grüßen\nIhr Programmbüro\n"
FRAME_EN = "Dear {{name}},\n\n{}\n\n{{link}}\n\nKind regards\nYour programme office\n"
WORDS = {
    "body_de": (
        FRAME_DE,
        "Sie haben sich für „{event}“ am {due_on} angemeldet. Ort: {place}.\n\nAlles Weitere:",
        "„{event}“ findet am {begins} statt. Sie sind angemeldet. Ort: {place}.\n\n{access}\n\nAlles Weitere:",
    ),
    "body_en": (
        FRAME_EN,
        "You have registered for “{event}” on {due_on}. Place: {place}.\n\nMore:",
        "“{event}” takes place on {begins}. You are registered. Place: {place}.\n\n{access}\n\nMore:",
    ),
}


def renew(apps, schema_editor):
    rungs = apps.get_model("notifications", "LadderRung").objects.filter(ladder__kind="event")
    for name, (frame, before, after) in WORDS.items():
        rungs.filter(**{name: frame.format(before)}).update(**{name: frame.format(after)})


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_newsletter_unsubscribe_url"),
    ]

    operations = [
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
