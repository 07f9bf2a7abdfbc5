"""What invented things are called: nobody may take them for real, and no name comes twice."""

from clusters.models import Cluster
from clusters.naming import slug_for

PREFIX = "seed-"
# A top-level domain for examples: nothing sent there arrives anywhere (RFC 2606).
DOMAIN = "seed.example"
THEMES = [
    "Photonik",
    "Wasserstoff",
    "Holzbau",
    "Sensorik",
    "Biotechnologie",
    "Leichtbau",
    "Mobilität",
    "Medizintechnik",
    "Ernährung",
    "Künstliche Intelligenz",
    "Logistik",
    "Mikroelektronik",
]
PLACES = ["Musterstadt", "Beispielheim", "Übungsau", "Probefeld", "Nirgendburg", "Testmünde", "Großmuster"]


def free_numbers(count):
    """A range of `count` numbers that no seeded cluster has."""
    last = Cluster.objects.filter(external_id__startswith=PREFIX).order_by("external_id").last()
    first = int(last.external_id.removeprefix(PREFIX)) + 1 if last else 1
    return range(first, first + count)


def external_id(number):
    """With leading zeros, so that the order of the texts is that of the numbers."""
    return f"{PREFIX}{number:08d}"


def cluster_name(number):
    return f"Erfundenes Cluster {number:05d} {THEMES[number % len(THEMES)]} {place(number)}"


def organisation_name(number):
    return f"Erfundener Trägerverein {number:05d} e.V."


def place(number):
    return PLACES[number % len(PLACES)]


def email(what, number):
    return f"{what}-{number:05d}@{DOMAIN}"


def slugs(names):
    """An address for each name, besides those that are taken."""
    taken = set(Cluster.objects.filter(slug__startswith="erfundenes-cluster").values_list("slug", flat=True))
    found = []
    for name in names:
        found.append(slug_for(name, taken))
        taken.add(found[-1])
    return found
