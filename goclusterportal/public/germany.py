"""The map: the 16 Länder as a drawing made from official boundaries, with a table that says the same."""

import math
from functools import cache

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from programme.defaults import boundaries
from programme.pagecache import public_page

from .directory.facets import narrowed
from .directory.finding import find
from .directory.showing import count_words, facets, frame, with_address

WIDTH = 600
SHADES = 4
# The drawing itself is where a Land is chosen.
BESIDES = ("land",)
# A Land not larger than this gets a round target of TARGET units: 24 pixels across where the map is 288 pixels wide.
CITY = 75
TARGET = 25
# The middle of Brandenburg is Berlin; its number stands below.
BESIDE_ITS_CITY = 60


@cache
def drawing():
    """(height, {iso: how to draw the Land}), Mercator projection, WIDTH units wide; the north is up."""
    laender = {
        feature["properties"]["iso"]: [[_project(*point) for point in ring] for ring in _rings(feature["geometry"])]
        for feature in boundaries()["features"]
    }
    points = [point for rings in laender.values() for ring in rings for point in ring]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = max(y for _x, y in points), min(y for _x, y in points)
    scale = WIDTH / (right - left)

    def placed(rings):
        return [[((x - left) * scale, (top - y) * scale) for x, y in ring] for ring in rings]

    return round((top - bottom) * scale), {iso: _drawn(iso, placed(rings)) for iso, rings in laender.items()}


def _drawn(iso, rings):
    ring = max(rings, key=_extent)
    x, y = _middle(ring)
    return {
        "path": "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring)}Z" for ring in rings),
        # As text: a template would write a decimal comma.
        "x": f"{x:.1f}",
        "y": f"{y + (BESIDE_ITS_CITY if iso == 'DE-BB' else 0):.1f}",
        "is_city": _extent(ring) < CITY,
    }


def _middle(ring):
    """The centre of gravity of an area."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * area), y / (3 * area)


def _extent(ring):
    """The longer side of a ring's box."""
    return max(max(point[axis] for point in ring) - min(point[axis] for point in ring) for axis in (0, 1))


def _rings(geometry):
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def _project(longitude, latitude):
    return longitude, math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def shade(members, most):
    """0 for none, then 1 to SHADES in equal steps up to the most."""
    return math.ceil(members * SHADES / most) if members else 0


@public_page
def germany(request):
    """Länder with the number of their clusters among those that fit the filters; each leads to the directory."""
    finding = find(request.GET, timezone.localdate(), state=request.public_state)
    asked, counts = finding.asked, finding.counts()["land"]
    found = narrowed(finding.register, finding.by_words, asked.chosen, without="land")
    with_land = finding.register.having("land", list(finding.options["land"]))
    most = max(counts.values(), default=0)
    height, drawn = drawing()
    directory = reverse("public:directory")
    laender = [
        {
            "iso": iso,
            "name": name,
            "members": counts.get(iso, 0),
            "words": f"{name}: {count_words(counts.get(iso, 0))}",
            "shade": shade(counts.get(iso, 0), most),
            "is_chosen": iso in asked.chosen["land"],
            "url": f"{directory}{asked.only('land', iso).query()}",
            **drawn[iso],
        }
        for iso, name in finding.options["land"].items()
    ]
    context = {
        **frame(finding, "public:map", besides=BESIDES),
        "view": "map",
        "facets": facets(finding, besides=BESIDES),
        "laender": laender,
        # A city is drawn over the Land around it, or it could not be pressed.
        "drawn": sorted(laender, key=lambda land: land["is_city"]),
        "without_land": (found & ~with_land).bit_count(),
        "view_box": f"0 0 {WIDTH} {height}",
        "target": TARGET,
        "noindex": bool(request.GET),
    }
    return with_address(render(request, "public/map.html", context), request, finding)
