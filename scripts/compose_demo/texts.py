"""Writes profiles, summaries and messages out of sentence plans and the phrases of each competence.

A plan is a whole sentence with places for a phrase and for particulars; the phrases carry the grammar (a clause
in the first person plural for offers; a noun phrase in the case the verb governs for seeks), so nothing
is declined by program. The least used plan and phrase come first, so that texts differ as much as they can.
"""

from collections import Counter
from random import Random

from scripts.compose_demo.source import LANGUAGES, Competence, plans

HELIX_SECTIONS = {"business": "B", "research": "R", "government": "G", "civil": "C"}


class Writer:
    """Remembers which plans and phrases were used how often."""

    def __init__(self, competences: dict[str, Competence], random: Random) -> None:
        self.competences = competences
        self.random = random
        self.plans = {language: plans(language) for language in LANGUAGES}
        self.used: Counter[tuple[str, str]] = Counter()

    def profile(self, language: str, helix: str, offers: list[str], seeks: list[str]) -> str:
        """Return two to four sentences: what we do, where or how, what we look for, and how to go on."""
        sentences = [self._offer(language, offers[0], helix)]
        if len(offers) > 1 and self.random.random() < 0.6:
            sentences.append(self._say(language, "also", **self._doing(language, offers[1], helix)))
        elif self.random.random() < 0.75:
            sentences.append(self._say(language, f"context {HELIX_SECTIONS[helix]}"))
        sentences.append(self._say(language, "seek", s=self._phrase(language, seeks[0], "seeks")))
        if self.random.random() < 0.4:
            sentences.append(self._say(language, "close"))
        return " ".join(sentences)

    def summary(self, language: str, offers: list[str], helix: str, known: dict[str, object]) -> str:
        """Return two or three sentences that introduce an organisation."""
        sentences = [self._say(language, "intro", **known), self._offer(language, offers[0], helix)]
        if len(offers) > 1:
            sentences.append(self._say(language, "also", **self._doing(language, offers[1], helix)))
        else:
            sentences.append(self._say(language, f"context {HELIX_SECTIONS[helix]}"))
        return " ".join(sentences)

    def message(self, language: str, wanted: str | None, given: str | None, invitee: str) -> str:
        """Return the text of a request: what they have and we want, or what we have and they want."""
        if wanted:
            phrase = self._phrase(language, wanted, "seeks")
            label = self.competences[wanted].labels[language]
            return self._say(language, "want", s=phrase, label=label, org=invitee)
        assert given, "a request rests on a match"
        label = self.competences[given].labels[language]
        return self._say(language, "give", label=label, org=invitee, **self._doing(language, given, ""))

    def _offer(self, language: str, code: str, helix: str) -> str:
        return self._say(language, "offer", **self._doing(language, code, helix))

    def _doing(self, language: str, code: str, helix: str) -> dict[str, str]:
        """Return an offer's clause as {o}; a German one also as verb {v} and rest {r}, for inversion."""
        phrase = self._phrase(language, code, "offers", second=helix == "research")
        verb, _, rest = phrase.partition("|")
        return {"o": f"{verb} {rest}".strip(), "v": verb, "r": rest}

    def _phrase(self, language: str, code: str, direction: str, *, second: bool = False) -> str:
        """Return the less used of a competence's two phrases; research speaks by the second where it is given."""
        phrases: list[str] = getattr(self.competences[code], direction)[language]
        return phrases[1] if second else self._least_used(language, phrases)

    def _say(self, language: str, section: str, **known: object) -> str:
        """Fill the least used plan of a section, particulars drawn at random."""
        plan = self._least_used(language, self.plans[language][section])
        drawn = {
            "year": self.random.randint(1996, 2022),
            "staff": self.random.choice([9, 14, 18, 27, 35, 38, 46, 57, 75, 90, 120, 160, 240]),
            "share": self.random.choice([15, 20, 25, 30, 35, 40, 45, 55, 60, 65, 70]),
            "count": self.random.randint(5, 19),
            "market": self.random.choice(self.plans[language]["market"]),
            "standard": self.random.choice(self.plans[language]["standard"]),
        }
        sentence = plan.format(**(drawn | known))
        return sentence[0].upper() + sentence[1:]

    def _least_used(self, language: str, choices: list[str]) -> str:
        fewest = min(self.used[language, choice] for choice in choices)
        chosen = self.random.choice([choice for choice in choices if self.used[language, choice] == fewest])
        self.used[language, chosen] += 1
        return chosen
