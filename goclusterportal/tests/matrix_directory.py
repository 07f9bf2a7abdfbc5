"""The matrix on the directory and the map: pages that only show after something was asked or opened."""


def open_facets(page):
    """The drawer of a phone; where there is room the facets stand at the side already."""
    toggle = page.locator(".directory-toggle")
    if toggle.is_visible():
        toggle.click()


def choose_one(page):
    """One more filter, in place: what htmx has put into the page is looked at, too."""
    open_facets(page)
    page.locator("#facets input[type=checkbox]").first.check()
    page.locator(".portal-chips").wait_for(state="attached")


def directory_pages():
    return [
        ("/clusters/?q=wasserkraft&land=DE-BY&label=silver",),
        ("/clusters/?q=waserkraft&land=DE-BY&land=DE-BE",),
        ("/clusters/?q=wasserkraft&land=DE-SH",),
        ("/clusters/?q=nirgends",),
        ("/clusters/?land=XX&sort=XX",),
        ("/clusters/", open_facets),
        ("/clusters/", choose_one),
        ("/clusters/print.html?q=nirgends",),
        ("/map/?q=wasserkraft&label=gold",),
        ("/map/?size=riesig",),
        ("/map/", choose_one),
    ]
