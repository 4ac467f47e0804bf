"""Keep the translations of the interface current: extract, merge, compile, check.

``python scripts/messages.py [APP …]`` rewrites the catalogues; ``--check`` writes nothing and fails when a string is
missing, untranslated, out of use or not compiled. No GNU gettext is needed.
"""

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "grono"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "_now": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
EPOCH = datetime(2026, 11, 23, tzinfo=UTC)


def extract(app: Path) -> Catalog:
    """Return the strings that an application marks for translation, with the files they stand in."""
    catalogue = new_catalogue()
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if "migrations" in path.parts or "data" in path.relative_to(app).parts[:1]:
            continue
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else as_python(text, path)
        where = path.relative_to(ROOT).as_posix()
        for _line, function, messages, comments in extract_python(
            io.BytesIO(source.encode()), list(KEYWORDS), ["Translators:"], {"encoding": "utf-8"}
        ):
            add(catalogue, function, messages, comments, where)
    return catalogue


def as_python(text: str, path: Path) -> str:
    """Turn a Django template into the Python-like text that extraction reads."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    python = templatize(text, origin=str(path))
    return "\n".join(line.strip() for line in python.splitlines())  # the indentation of HTML means nothing in Python


def add(catalogue: Catalog, function: str | None, messages: object, comments: list[str], where: str) -> None:
    """Enter one extracted call into the catalogue."""
    parts = list(messages) if isinstance(messages, (tuple, list)) else [messages]
    if not parts or not isinstance(parts[0], str):
        return
    context = None
    if function and "p" in function.split("gettext")[0]:
        context, parts = parts[0], parts[1:]
    plural = function is not None and function.lstrip("_").startswith("n") and len(parts) > 1 and parts[1]
    identifier = (parts[0], parts[1]) if plural else parts[0]
    if not identifier:
        return
    catalogue.add(identifier, locations=[(where, 0)], user_comments=comments, context=context)


def new_catalogue() -> Catalog:
    """Return an empty Polish catalogue with a header that does not change from run to run."""
    catalogue = Catalog(
        locale="pl", project="Grono", charset="utf-8", fuzzy=False, creation_date=EPOCH, revision_date=EPOCH
    )
    catalogue.header_comment = "# Polish words of Grono's interface."
    return catalogue


def merged(app: Path) -> Catalog:
    """Return the extracted strings with the translations that the catalogue file already has."""
    catalogue = extract(app)
    path = po_path(app)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale="pl")
        for message in catalogue:
            known = old.get(message.id, message.context) if message.id else None
            if known is not None and known.string and known.pluralizable == message.pluralizable:
                message.string = known.string
    return catalogue


def po_path(app: Path) -> Path:
    """Return where an application's Polish catalogue lies."""
    return app / "locale" / "pl" / "LC_MESSAGES" / "django.po"


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as the text of a .po file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False)
    return buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the compiled catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the strings without a complete translation."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id and not all(strings):
            missing.append(str(message.id))
    return missing


def main() -> int:
    """Rewrite or check the catalogues; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", help="names of modules; all of them when none is given")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when something is missing")
    arguments = parser.parse_args()
    problems = 0
    for app in sorted(path.parent for path in PACKAGE.glob("*/apps.py")):
        if arguments.apps and app.name not in arguments.apps:
            continue
        catalogue = merged(app)
        if len(catalogue) == 0:
            continue
        path = po_path(app)
        missing = untranslated(catalogue)
        problems += len(missing)
        for text in missing if arguments.check or arguments.apps else []:
            print(f"{app.name}: not translated: {text}")
        new_po, new_mo = as_po(catalogue), as_mo(catalogue)
        mo_path = path.with_suffix(".mo")
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new_po)
            mo_path.write_bytes(new_mo)
            continue
        for file, wanted in ((path, new_po), (mo_path, new_mo)):
            if not file.exists() or file.read_bytes() != wanted:
                problems += 1
                print(f"{file.relative_to(ROOT)} is not current: run make messages")
    return 1 if problems and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
