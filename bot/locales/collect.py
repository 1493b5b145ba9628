"""`make messages`: gathers every text in the code and brings each language's catalogue up to date with it.

Translations that stand are kept; a text that has changed loses its translation rather than keep a wrong one.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LOCALES = Path(__file__).parent
KEYWORDS = {"_": None, "n_": (1, 2)}
FOLDERS = ("handlers", "bot")


def template() -> Catalog:
    """Every text in the code, with the places where it is said."""
    found = Catalog(charset="utf-8")
    for folder in FOLDERS:
        texts = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for name, _, message, _, _ in texts:
            found.add(message, locations=[(f"{folder}/{name}", 0)])
    return found


def updated(path: Path) -> str:
    """A catalogue brought up to date, as it is to be written."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(written, catalogue, width=110, include_lineno=False, ignore_obsolete=True, omit_header=False)
    return written.getvalue().decode()


def main() -> None:
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/ombud.po")):
        path.write_text(updated(path), encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
