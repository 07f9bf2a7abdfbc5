"""Makes docs/pictures from a running portal with the demo: `python scripts/pictures.py` beside `make run`.

Reads SITE_URL and DEMO_PASSWORD like the portal does (.env counts), and takes the Chromium of CHROMIUM or of the path.
Logs in as the demo's people and clicks as they do; where a file asks for a conflict first, it answers "none", which
stays in the demo's data. Nothing else is written.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import environ
from playwright.sync_api import sync_playwright

BASE_DIR = Path(__file__).resolve().parent.parent
PICTURES = BASE_DIR / "docs" / "pictures"
# Width and height of what is shown: a desk and a phone.
SIZES = {1280: 960, 360: 800}
# What a whole folder may weigh in the repository, in bytes.
LIMIT = 2_500_000
OFFICE, APPLICANT, BOARD, MINISTRY = (f"{name}@demo.example" for name in ("office", "applicant", "board1", "ministry"))


def first_link(page, pattern):
    """The address of the first link of the page that matches."""
    for link in page.locator("main a").all():
        address = link.get_attribute("href") or ""
        if re.fullmatch(pattern, address):
            return address
    raise SystemExit(f"{page.url} has no link like {pattern}: is the demo loaded, and as it came?")


def declare_none(page, address):
    """Open a file of board or ministry; the first time it asks for a conflict."""
    page.goto(address)
    if page.url.endswith("/conflict/"):
        page.check("input[name=value][value=none]")
        page.click("main form button[type=submit]")
        page.goto(address)


def to_top(page, selector):
    """Scroll so that the first such part stands at the top: the page's subject rather than its frame."""
    page.locator(selector).first.evaluate("part => scrollTo(0, part.getBoundingClientRect().top + scrollY - 24)")


def directory(page):
    page.goto("/clusters/?land=DE-BY")
    # A phone has no room for form and hits at once.
    to_top(page, "main h1" if page.viewport_size["width"] > 1000 else "main h2")


def section(page):
    page.goto("/apply/")
    number = first_link(page, r"/apply/A-\d{4}-\d{4}/")
    page.goto(number)
    page.goto(first_link(page, rf"{number}section/[\w-]+/"))
    to_top(page, ".apply-criterion")


def case(page):
    page.goto("/admin/admissions/application/?q=Photonik+Talaue")
    page.goto(first_link(page, r"/admin/admissions/application/\d+/change/.*"))


def scoring(page):
    page.goto("/review/")
    page.locator("main a", has_text="Photonik Talaue").first.click()
    page.wait_for_load_state()
    declare_none(page, re.sub(r"conflict/$", "", page.url))
    to_top(page, ".review-section")


def decision(page):
    page.goto("/decide/")
    file = first_link(page, r"/decide/A-\d{4}-\d{4}/")
    declare_none(page, file)
    page.goto(f"{file}decision/")


def address(path):
    return lambda page: page.goto(path)


# Name of the picture, who looks (None is a visitor), how to get there.
PAGES = [
    ("home", None, address("/")),
    ("directory", None, directory),
    ("profile", None, address("/clusters/holzbau-cluster-musterland/")),
    ("map", None, address("/map/")),
    ("facts", None, address("/facts/")),
    ("application", APPLICANT, section),
    ("case", OFFICE, case),
    ("scoring", BOARD, scoring),
    ("decision", MINISTRY, decision),
]
DARK = {"home"}


def sign_in(context, email, password):
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    if "/accounts/login" in page.url:
        raise SystemExit(f"{email} cannot log in: is DEMO_PASSWORD the one of this portal?")
    page.close()
    return context.storage_state()


def take(browser, site, password):
    """All pictures, one after the other; each person logs in once."""
    options = {"base_url": site, "locale": "de-DE", "reduced_motion": "reduce"}
    doors = {None: None}
    for email in (OFFICE, APPLICANT, BOARD, MINISTRY):
        context = browser.new_context(**options)
        doors[email] = sign_in(context, email, password)
        context.close()
    for name, email, go in PAGES:
        for width, height in SIZES.items():
            for scheme in ("light", "dark") if name in DARK and width > 1000 else ("light",):
                context = browser.new_context(
                    **options,
                    storage_state=doors[email],
                    color_scheme=scheme,
                    viewport={"width": width, "height": height},
                )
                page = context.new_page()
                go(page)
                page.evaluate("document.fonts.ready")
                dark = "-dark" if scheme == "dark" else ""
                file = PICTURES / f"{name}-{width}{dark}.png"
                page.screenshot(path=file, animations="disabled")
                print(f"{file.relative_to(BASE_DIR)}  {file.stat().st_size // 1000} kB  {page.url}", flush=True)
                context.close()


def main() -> int:
    environ.Env.read_env(BASE_DIR / ".env")
    site = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
    password = os.environ.get("DEMO_PASSWORD", "")
    chromium = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
    )
    if not password or not chromium:
        print("DEMO_PASSWORD or a Chromium is missing; see README.md.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        take(browser, site, password)
        browser.close()
    weight = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    print(f"{weight // 1000} kB in all")
    return 0 if weight <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
