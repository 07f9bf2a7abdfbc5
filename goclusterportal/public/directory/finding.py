"""From a question to the clusters it finds, in their order: the same for the page, the map, the files and the API."""

from dataclasses import dataclass

from clusters.models import Cluster
from clusters.naming import fold, search_terms
from clusters.search import corrections, former_names_found, matching
from programme.models import ProgrammeSettings
from programme.pagecache import kept
from programme.sizes import size_classes

from .facets import Register, as_places, counted, narrowed, places_in
from .filters import LAND, NAME, NEWEST, Asked, DirectoryForm, options
from .register import register_on


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. `query` are the words that found it: another spelling than asked for where `is_corrected`."""

    asked: Asked
    form: DirectoryForm
    options: dict
    register: Register
    query: str
    is_corrected: bool
    # Further spellings that find something.
    others: tuple[str, ...]
    by_words: int
    former: dict

    @property
    def found(self):
        return narrowed(self.register, self.by_words, self.asked.chosen)

    def count_without(self, part):
        """How many there would be without one part of the question."""
        words = self.register.everyone if part == "q" else self.by_words
        return narrowed(self.register, words, self.asked.without(part).chosen).bit_count()

    def count_only(self, part):
        """How many there would be with this one part of the question."""
        if part == "q":
            return self.by_words.bit_count()
        return self.register.having(part, self.asked.chosen[part]).bit_count()

    def counts(self):
        return counted(self.register, self.by_words, self.asked.chosen)

    def keys(self, sort=None):
        """The keys of the clusters found, in the order asked for."""
        places = places_in(self.found)
        order = self._order(sort or self.asked.sort)
        if order:
            places.sort(key=order)
        return [self.register.keys[place] for place in places]

    def _order(self, sort):
        register = self.register
        if sort == NEWEST:
            return lambda place: -(register.years[place] or 0)
        if sort == LAND:
            rank = {}
            for number, iso in enumerate(self.options["land"]):
                for place in places_in(register.values["land"].get(iso, 0)):
                    rank.setdefault(place, number)
            return lambda place: rank.get(place, len(self.options["land"]))
        terms = search_terms(self.query)
        if sort == NAME or not terms:
            return None
        return lambda place: _distance(terms, register.names[place])


def find(data, day, *, state=None, forgiving=True):
    """Answer the parameters of an address. `forgiving`: words that find nothing are taken for a typing error.

    With the `state` of the public content (programme.pagecache) the register is made once for all who ask.
    """
    sizes = size_classes(ProgrammeSettings.load().size_class_bounds)
    words = options(sizes)
    form = DirectoryForm(data, options=words)
    asked = form.asked()
    register = kept("register", state, lambda: register_on(day, sizes))
    query, others, by_words = asked.q, (), register.everyone
    if query:
        by_words = _by_words(register, query, day)
        if not by_words and forgiving:
            meant, *others = corrections(Cluster.objects.public_on(day), query, day) or [query]
            if meant != query:
                query, by_words = meant, _by_words(register, meant, day)
    former = former_names_found(query, day) if query else {}
    return Finding(asked, form, words, register, query, query != asked.q, tuple(others), by_words, former)


def _by_words(register, query, day):
    place = {key: number for number, key in enumerate(register.keys)}
    keys = matching(Cluster.objects.filter(profile_released=True), query, day).order_by().values_list("pk", flat=True)
    return as_places(place[key] for key in keys if key in place)


def _distance(terms, name):
    """0 when each word of the query begins a word of the name, 1 when each stands in it, 2 when found elsewhere."""
    spellings = (fold(name), fold(name, two_letters=False))
    for distance, mark in ((0, " "), (1, "")):
        if all(any(f"{mark}{term}" in f"{mark}{spelling}" for spelling in spellings) for term in terms):
            return distance
    return 2
