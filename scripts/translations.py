"""The English catalogue, without gettext's tools: compile it, bring it up to date, check that it is complete.

The source texts are German; locale/en/LC_MESSAGES/django.po holds the English for each of them.

    translations.py compile FILE.po ...   writes FILE.mo beside each
    translations.py update                adds new source texts to the catalogue, removes those that are gone
    translations.py check                 fails when a text lacks its English, a plural form or a placeholder
"""

import io
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
CATALOGUE = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"

# Function -> which argument is the context, the text, the plural (None: the first is the text).
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w*)[^{}]*\}(?!\})")
TEMPLATE_SUFFIXES = {".html", ".txt"}


def source_files() -> Iterator[Path]:
    """Everything of the project that can hold a text: what git knows or would take, without tests and scripts."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.txt"],
        cwd=BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in sorted(set(listing.stdout.splitlines())):
        path = BASE_DIR / name
        parts = Path(name).parts
        if {"tests", "migrations", "scripts", "docs"} & set(parts) or len(parts) == 1 or not path.is_file():
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and "templates" in parts):
            yield path


def python_source(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Django turns a template into text in which only the translated strings are code. Each line is taken by itself
    # as far as indentation goes, because the text around the strings is arbitrary.
    code = templatize(text, origin=str(path))
    return "\n".join(line.lstrip() for line in code.splitlines()) + "\n"


def source_texts() -> Catalog:
    """A catalogue of all texts in the project's source, without translations."""
    catalog = Catalog(locale="en", fuzzy=False)
    for path in source_files():
        name = path.relative_to(BASE_DIR).as_posix()
        found = extract("python", io.BytesIO(python_source(path).encode()), keywords=KEYWORDS)
        for _line, text, comments, context in found:
            if text:
                catalog.add(text, locations=[(name, None)], auto_comments=comments, context=context)
    return catalog


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def compile_catalogues(names: Iterable[str]) -> int:
    for name in names:
        path = Path(name)
        catalog = read_catalogue(path)
        if catalog.plural_forms != PLURAL_FORMS:
            print(f"{name}: Plural-Forms must be {PLURAL_FORMS}")
            return 1
        target = path.with_suffix(".mo")
        # A process that starts meanwhile never reads half a file.
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(target)
    return 0


def update_catalogue() -> int:
    wanted = source_texts()
    known = read_catalogue(CATALOGUE) if CATALOGUE.exists() else Catalog(locale="en", fuzzy=False)
    before = {(message.id, message.context) for message in known if message.id}
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.fuzzy = False
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, known, width=110, sort_output=True, include_lineno=False, omit_header=False)
    empty = [message for message in known if message.id and not is_translated(message)]
    after = {(message.id, message.context) for message in known if message.id}
    print(f"{len(after)} texts, {len(after - before)} new, {len(before - after)} gone, {len(empty)} without English")
    return 0


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(texts) and all(texts) and (len(texts) == 2 or not message.pluralizable)


def placeholders(text: str) -> set[str]:
    return {match.group(1) or "{" + match.group(2) + "}" for match in PLACEHOLDER.finditer(text)}


def problems_of(wanted: Message, known: Message | None) -> Iterator[str]:
    if known is None:
        yield "not in the catalogue (run `make messages`)"
        return
    if known.fuzzy:
        yield "fuzzy"
    if not is_translated(known):
        yield "no English" if not wanted.pluralizable else "a plural form has no English"
        return
    sources = wanted.id if isinstance(wanted.id, tuple | list) else (wanted.id,)
    targets = known.string if isinstance(known.string, tuple | list) else (known.string,)
    allowed = placeholders(sources[-1]) | placeholders(sources[0])
    for target in targets:
        if placeholders(target) - allowed:
            yield f"unknown placeholder {sorted(placeholders(target) - allowed)}"
    if placeholders(sources[-1]) - placeholders(targets[-1]):
        yield f"missing placeholder {sorted(placeholders(sources[-1]) - placeholders(targets[-1]))}"


def check_catalogue() -> int:
    wanted = source_texts()
    if not CATALOGUE.exists():
        print(f"{CATALOGUE.relative_to(BASE_DIR)} is missing (run `make messages`)")
        return 1
    known = read_catalogue(CATALOGUE)
    failed = 0
    for message in wanted:
        if not message.id:
            continue
        for problem in problems_of(message, known.get(message.id, message.context)):
            failed += 1
            where = message.locations[0][0] if message.locations else "?"
            text = message.id if isinstance(message.id, str) else message.id[0]
            print(f"{where}: {problem}: {text[:100]!r}")
    sources = {(message.id, message.context) for message in wanted}
    for message in known:
        if message.id and (message.id, message.context) not in sources:
            failed += 1
            print(f"catalogue: no source holds it any more (run `make messages`): {str(message.id)[:100]!r}")
    print(f"{len(wanted)} texts, {failed} problems")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile", *names] if names:
            return compile_catalogues(names)
        case ["update"]:
            return update_catalogue()
        case ["check"]:
            return check_catalogue()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
