"""What the members say of their internationalisation, counted for a key date."""

from dataclasses import dataclass

from .figures import members_on
from .models import InternationalisationStatement


@dataclass(frozen=True, slots=True)
class Statements:
    """One kind of statement: `holds` of the `stated` members last said yes; the others have said nothing yet."""

    kind: str
    label: str
    holds: int
    stated: int


def statements_on(day, *, as_of=None):
    """The members' latest statements by `day`, per kind, in one query. Who never stated anything is in neither."""
    rows = InternationalisationStatement.objects.filter(
        cluster__memberships__in=members_on(day, as_of=as_of), as_of__lte=day
    )
    stated = rows.order_by("as_of").values_list("kind", "cluster", "holds")
    latest = {(kind, cluster): holds for kind, cluster, holds in stated}
    counts = []
    for kind, label in InternationalisationStatement.Kind.choices:
        said = [holds for (of, _cluster), holds in latest.items() if of == kind]
        counts.append(Statements(kind=kind, label=label, holds=sum(said), stated=len(said)))
    return tuple(counts)
