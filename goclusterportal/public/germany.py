"""The map: the 16 Länder as a drawing made from official boundaries, with a table that says the same."""

import math
from functools import cache

from django.shortcuts import render
from django.utils import timezone

from clusters.figures import count_members
from programme.defaults import boundaries
from programme.pagecache import public_page

WIDTH = 600
SHADES = 4


@cache
def drawing():
    """(height, {iso: SVG path}) of the Länder, Mercator projection, WIDTH units wide; the north is up."""
    rings = {
        feature["properties"]["iso"]: [[_project(*point) for point in ring] for ring in _rings(feature["geometry"])]
        for feature in boundaries()["features"]
    }
    points = [point for land in rings.values() for ring in land for point in ring]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    top, bottom = max(y for _x, y in points), min(y for _x, y in points)
    scale = WIDTH / (right - left)

    def path(ring):
        steps = " ".join(f"{(x - left) * scale:.1f},{(top - y) * scale:.1f}" for x, y in ring)
        return f"M{steps}Z"

    return round((top - bottom) * scale), {iso: "".join(map(path, land)) for iso, land in rings.items()}


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
    """Länder with the number of their public clusters; each leads to the directory."""
    counted = count_members(timezone.localdate(), with_actors=False)
    most = max(share.members for share in counted.by_land)
    height, paths = drawing()
    laender = [
        {"land": share.of, "members": share.members, "path": paths[share.of.iso], "shade": shade(share.members, most)}
        for share in counted.by_land
    ]
    context = {
        "laender": laender,
        "members": counted.members,
        "without_land": counted.without_land,
        "view_box": f"0 0 {WIDTH} {height}",
    }
    return render(request, "public/map.html", context)
