"""Texts in two languages."""

from i18nfield.strings import LazyI18nString

from grono.site.folder.reading import Row


def both(row: Row, name: str) -> LazyI18nString:
    """Return the Polish and English cells of a text as one value; a missing English text is left out."""
    texts = {language: row[f"{name}_{language}"] for language in ("pl", "en") if row[f"{name}_{language}"]}
    return LazyI18nString(texts)
