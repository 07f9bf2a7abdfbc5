"""The one table of a history: its columns in both languages, and which of them belong to which kind of row."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a row records; the order in which rows are written."""

    CLUSTER = "cluster"
    MEMBERSHIP = "membership"
    LABEL = "label"
    BENCHMARKING = "benchmarking"
    FIGURES = "figures"


# English name of the column -> German name. A file may use either, in any order.
COLUMNS = {
    "kind": "Art",
    "cluster": "Cluster",
    "external_id": "Externe Kennung",
    "city": "Ort",
    "federal_state": "Land",
    "field_codes": "Feldcodes",
    "starts_on": "Beginn",
    "ends_on": "Ende",
    "reason": "Grund",
    "recorded_on": "Erfasst am",
    "public_from": "Öffentlich ab",
    "level": "Stufe",
    "assessed_on": "Begutachtet am",
    "awarded_on": "Verliehen am",
    "valid_from": "Gültig ab",
    "valid_until": "Gültig bis",
    "revoked_on": "Entzogen am",
    "body": "Stelle",
    "held_on": "Durchgeführt am",
    "form": "Form",
    "key_date": "Stichtag",
    "companies": "Unternehmen",
    "sme": "KMU",
    "large_companies": "Große Unternehmen",
    "university_institutes": "Hochschulinstitute",
    "research_institutions": "Forschungseinrichtungen",
    "other": "Weitere",
    "released": "Freigegeben",
}
REQUIRED = ("kind", "cluster")
COUNTS = ("companies", "sme", "large_companies", "university_institutes", "research_institutions", "other")

COLUMNS_OF = {
    Kind.CLUSTER: ("external_id", "city", "federal_state", "field_codes"),
    Kind.MEMBERSHIP: ("starts_on", "ends_on", "reason", "recorded_on", "public_from"),
    Kind.LABEL: ("level", "assessed_on", "awarded_on", "valid_from", "valid_until", "revoked_on", "reason", "body"),
    Kind.BENCHMARKING: ("held_on", "form", "body"),
    Kind.FIGURES: ("key_date", *COUNTS, "released"),
}

# What a file may say in its column "kind".
KIND_WORDS = {
    "cluster": Kind.CLUSTER,
    "membership": Kind.MEMBERSHIP,
    "mitgliedschaft": Kind.MEMBERSHIP,
    "label": Kind.LABEL,
    "benchmarking": Kind.BENCHMARKING,
    "figures": Kind.FIGURES,
    "akteure": Kind.FIGURES,
}
_PLURALS = {
    "memberships": Kind.MEMBERSHIP,
    "mitgliedschaften": Kind.MEMBERSHIP,
    "labels": Kind.LABEL,
    "benchmarkings": Kind.BENCHMARKING,
    "clusterakteure": Kind.FIGURES,
}


def kind_of(word):
    """The kind that a word of KIND_WORDS or its plural means, None for any other."""
    return (KIND_WORDS | _PLURALS).get(word.casefold())


def folded(name):
    """A column's name without regard to case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", name.casefold())


_CANONICAL = {folded(word): name for name, german in COLUMNS.items() for word in (name, german)}


def canonical(name):
    """The English name of a column that a file names in either language; an unknown one as it stands."""
    return _CANONICAL.get(folded(name), name)
