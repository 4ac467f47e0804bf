"""Texts in several languages."""

from typing import Any


def texts_by_language(value: Any) -> dict[str, str]:
    """Return the texts of a field in several languages, without the empty ones."""
    data = getattr(value, "data", value)
    if isinstance(data, dict):
        return {code: text for code, text in data.items() if text}
    return {"en": str(data)} if data else {}


def best_text(value: Any, language: str) -> tuple[str, str]:
    """Return the text in the wanted language, else in English, Polish or any other; and the language it is in."""
    texts = texts_by_language(value)
    for code in (language, "en", "pl", *texts):
        if code in texts:
            return texts[code], code
    return "", ""
