"""Keeping the vocabulary: which words occur, how often, how they are written and inflected."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from grono.search.documents import SearchText
from grono.search.lemmas import LEMMATISED, inflections, lemma, stem, words
from grono.search.lexemes import MOST_WORDS, Analysed
from grono.search.models import Word
from grono.search.spelling import grams

LONGEST_FORM = 60  # letters; the columns hold no more, and no word of a language is longer
_NEW_WORDS = """
    CREATE TEMPORARY TABLE new_words (word text, shown text, documents int, grams varchar[]) ON COMMIT DROP
"""
_SAVE = """
    INSERT INTO search_word (word, shown, documents, grams) SELECT word, shown, documents, grams FROM new_words
    ON CONFLICT (word) DO
"""
_REPLACE = "UPDATE SET (shown, documents) = (EXCLUDED.shown, EXCLUDED.documents)"


class Vocabulary:
    """What is learnt from records while they are written, to be saved in one go."""

    def __init__(self) -> None:
        self.documents: Counter[str] = Counter()
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.lemmas: dict[str, set[str]] = defaultdict(set)

    def learn(self, texts: Iterable[SearchText], analysed: Analysed) -> None:
        """Take in the words of a record."""
        self.documents.update(analysed.lexemes)
        for word, written in analysed.spellings.items():
            self.spellings[word].update(set(map(str.lower, written)))
        for text in texts:
            if text.language in LEMMATISED:
                spoken = (*words(text.title)[:MOST_WORDS], *words(text.body)[:MOST_WORDS])
                self.lemmas[text.language].update(lemma(word, text.language) for word in spoken)

    def save(self, *, complete: bool) -> None:
        """Write what was learnt. ``complete`` means that it was learnt from all records: other words are forgotten."""
        for language, lemmas in self.lemmas.items():
            fresh = lemmas if complete else _unknown(lemmas, language)
            if fresh:
                _save_forms(inflections(fresh, language))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NEW_WORDS)
            with cursor.copy("COPY new_words FROM STDIN") as copy:
                for row in sorted(self._rows()):
                    copy.write_row(row)
            cursor.execute(_SAVE + (_REPLACE if complete else "NOTHING"))
            if complete:
                cursor.execute(
                    "DELETE FROM search_word old WHERE NOT EXISTS (SELECT 1 FROM new_words WHERE word = old.word)"
                )
            cursor.execute("DROP TABLE new_words")

    def _rows(self) -> Iterator[tuple[str, str, int, list[str]]]:
        for word, documents in self.documents.items():
            if len(word) <= LONGEST_FORM:
                written = self.spellings.get(word)
                # Of two ways equally common the one with accents is the more careful.
                shown = max(written, key=lambda one: (written[one], one)) if written else word
                typed = word.rpartition("_")[2] not in LEMMATISED and not any(map(str.isdigit, word))
                yield word, shown[:LONGEST_FORM], documents, grams(word) if typed and len(word) > 2 else []


def _unknown(lemmas: set[str], language: str) -> set[str]:
    """Return the lemmas whose stems no text of the language had before."""
    stems = {stem(found, language): found for found in lemmas}
    known = Word.objects.filter(word__in=stems).values_list("word", flat=True)
    return set(stems.values()) - {stems[found] for found in known}


def _save_forms(pairs: Iterable[tuple[str, str]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE new_forms (form text, lemma text) ON COMMIT DROP")
        with cursor.copy("COPY new_forms FROM STDIN") as copy:
            for form, found in pairs:
                if max(len(form), len(found)) <= LONGEST_FORM:
                    copy.write_row((form, found))
        cursor.execute(
            "INSERT INTO search_inflectedform (form, lemma) SELECT DISTINCT form, lemma FROM new_forms "
            "ON CONFLICT DO NOTHING"
        )
        cursor.execute("DROP TABLE new_forms")
