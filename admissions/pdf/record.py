"""A document for the file of a case: facts, texts and tables of what the portal knows, in German."""

from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date
from records.typesetting import typeset

from .parts import demonstration, words_of


def record_document(application, title, facts, sections, day):
    """The PDF. `facts` are (term, value); each section has title, text, table (head, rows), of which any may miss."""
    with translation.override("de"):
        programme = _("Programm zur Förderung exzellenter Innovationscluster")
        known = [
            (_("Aufnahmeantrag"), application.number),
            (_("Innovationscluster"), application.cluster.name),
            *facts,
            (_("Abgerufen am"), german_date(day)),
        ]
        data = {
            "demo": demonstration(application),
            "author": programme,
            "sender": programme,
            "heading": title,
            "facts": [{"term": term, "value": value} for term, value in known if value],
            "sections": [
                {"title": one.get("title", ""), "text": one.get("text", ""), "table": one.get("table")}
                for one in sections
                if one.get("text") or one.get("table")
            ],
            "words": words_of(application),
        }
        return typeset("record.typ", data, title=f"{title}, {application.number}", language="de", day=day)
