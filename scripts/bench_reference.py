"""The measure for `make bench`: one bare Django page, 25 rows from one indexed query on 100,000, and nothing of ours.

It runs in the same run, on the same machine, database and server as the portal: a page's CPU time as a multiple of
this page's says more than its milliseconds, which only tell how fast the machine is.
"""

import datetime
import os
import sys

import django
import environ
from django.conf import settings

ROWS = 100_000
KINDS = 100
BASE = """<!DOCTYPE html><html lang="de">
<head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><nav><ul>{% for name in links %}<li><a href="/{{ name }}/">{{ name }}</a></li>{% endfor %}</ul></nav>
<main>{% block main %}{% endblock %}</main></body></html>"""
PAGE = """{% extends "base.html" %}{% block title %}Liste{% endblock %}{% block main %}<h1>Liste</h1><table>
{% for row in rows %}<tr><td><a href="/{{ row.pk }}/">{{ row.title }}</a></td><td>{{ row.person }}</td>
<td>{{ row.state }}</td><td>{{ row.day|date:"d.m.Y" }}</td>
<td>{% if row.points > 60 %}<strong>{{ row.points }}</strong>{% else %}{{ row.points }}{% endif %}</td></tr>
{% endfor %}</table>{% endblock %}"""

settings.configure(
    SECRET_KEY="reference page only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {**environ.Env.db_url_config(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": 60}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    # What `startproject` writes.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"base.html": BASE, "page.html": PAGE})],
                    )
                ],
            },
        }
    ],
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Entry(models.Model):
    kind = models.IntegerField()
    title = models.CharField(max_length=200)
    person = models.CharField(max_length=100)
    state = models.CharField(max_length=20)
    points = models.IntegerField()
    day = models.DateField()

    class Meta:
        app_label = "contenttypes"
        db_table = "bench_entry"
        indexes = [models.Index(fields=["kind", "-day"], name="bench_entry_by_kind")]


def page(request):
    rows = Entry.objects.filter(kind=7).order_by("-day")[:25]
    return render(request, "page.html", {"rows": rows, "links": ["start", "karte", "zahlen", "termine", "presse"]})


urlpatterns = [path("", page)]
application = get_wsgi_application()


def make_rows():
    """The table with its rows, in the database of DATABASE_URL."""
    first = datetime.date(2000, 1, 1)
    with connection.schema_editor() as editor:
        editor.create_model(Entry)
    Entry.objects.bulk_create(
        (
            Entry(
                kind=number % KINDS,
                title=f"Eintrag Nummer {number} mit einem Titel",
                person=f"Person {number % 997}",
                state=("offen", "in Arbeit", "erledigt")[number % 3],
                points=number % 101,
                day=first + datetime.timedelta(days=number // KINDS),
            )
            for number in range(ROWS)
        ),
        batch_size=2000,
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["rows"]:
        sys.exit(__doc__)
    make_rows()
