"""Writes profiles, summaries and messages out of sentence plans and the phrases of each competence.

A plan is a whole sentence with places for a phrase and for particulars; the phrases carry the grammar (a clause
in the first person plural for offers; a noun phrase in the case the verb governs for seeks), so nothing
is declined by program. The least used plan and phrase come first, so that texts differ as much as they can.
"""

from collections import Counter
from random import Random

from scripts.compose_demo.organisations import Organisation
from scripts.compose_demo.source import LANGUAGES, Competence, plans

HELIX_SECTIONS = {"business": "B", "research": "R", "government": "G", "civil": "C"}

REDRAWS = 6
"""How often a message is drawn anew because the same one was written before."""


class Writer:
    """Remembers which plans and phrases were used how often."""

    def __init__(self, competences: dict[str, Competence], random: Random) -> None:
        self.competences = competences
        self.random = random
        self.plans = {language: plans(language) for language in LANGUAGES}
        self.used: Counter[tuple[str, str]] = Counter()
        self.written: set[str] = set()

    def profile(self, language: str, firm: Organisation, offers: list[str], seeks: list[str]) -> str:
        """Return two to four sentences: what we do, where or how, what we look for, and how to go on."""
        sentences = [self._offer(language, offers[0], firm)]
        if len(offers) > 1 and self.random.random() < 0.6:
            sentences.append(self._say(language, "also", firm, **self._doing(language, offers[1], firm)))
        elif self.random.random() < 0.75:
            sentences.append(self._say(language, "context", firm))
        sentences.append(self._say(language, "seek", firm, s=self._seek(language, seeks[0], firm)))
        if self.random.random() < 0.4:
            sentences.append(self._say(language, "close", firm))
        return " ".join(sentences)

    def summary(self, language: str, firm: Organisation) -> str:
        """Return three sentences that introduce an organisation; every language states the same two offers."""
        known = {"name": firm.short, "kind": firm.kind[language]}
        research = firm.helix == "research"
        first = self.competences[firm.offers[0]].offers[language]
        second = self.competences[firm.offers[-1]].offers[language]
        other = second[research] if len(firm.offers) > 1 else first[not research]
        return " ".join(
            (
                self._say(language, "intro", firm, **known),
                self._say(language, "offer", firm, **_clause(first[research])),
                self._say(language, "also", firm, **_clause(other)),
            )
        )

    def message(self, language: str, firm: Organisation, wanted: str | None, given: str | None, invitee: str) -> str:
        """Return the text of a request: what they have and we want, or what we have and they want."""
        for _ in range(REDRAWS):
            text = self._message(language, firm, wanted, given, invitee)
            if text not in self.written:
                break
        self.written.add(text)
        return text

    def _message(self, language: str, firm: Organisation, wanted: str | None, given: str | None, invitee: str) -> str:
        if wanted:
            phrase = self._seek(language, wanted, firm)
            label = self.competences[wanted].labels[language]
            return self._say(language, "want", firm, s=phrase, label=label, org=invitee)
        assert given, "a request rests on a match"
        label = self.competences[given].labels[language]
        return self._say(language, "give", firm, label=label, org=invitee, **self._doing(language, given, firm))

    def _offer(self, language: str, code: str, firm: Organisation) -> str:
        return self._say(language, "offer", firm, **self._doing(language, code, firm))

    def _doing(self, language: str, code: str, firm: Organisation) -> dict[str, str]:
        """Return the clause of an offer; research speaks by the second phrase."""
        phrases = self.competences[code].offers[language]
        phrase = phrases[1] if firm.helix == "research" else self._least_used(language, phrases)
        return _clause(phrase)

    def _seek(self, language: str, code: str, firm: Organisation) -> str:
        """Return the less used seek phrase, or the one meant for public bodies or for firms."""
        competence = self.competences[code]
        phrases = competence.seeks[language]
        if competence.public in ("first", "second"):
            public = firm.helix in ("government", "civil")
            return phrases[public == (competence.public == "second")]
        return self._least_used(language, phrases)

    def _say(self, language: str, section: str, firm: Organisation, **known: object) -> str:
        """Fill the least used plan of a section, the helix sector's own among them; draw the particulars."""
        own = f"{section} {HELIX_SECTIONS[firm.helix]}"
        sections = self.plans[language]
        plan = self._least_used(language, sections.get(section, []) + sections.get(own, []))
        drawn = {
            "year": firm.founded,
            "staff": firm.staff,
            "audit": min(2026, firm.founded + self.random.randint(2, 9)),
            "share": self.random.choice([15, 20, 25, 30, 35, 40, 45, 55, 60, 65, 70]),
            "count": self.random.randint(5, 19),
            "market": self.random.choice(self.plans[language]["market"]),
            "standard": self.random.choice(self.plans[language]["standard"]),
        }
        sentence = plan.format(**(drawn | known)).replace(" ,", ",")
        return sentence[0].upper() + sentence[1:]

    def _least_used(self, language: str, choices: list[str]) -> str:
        fewest = min(self.used[language, choice] for choice in choices)
        chosen = self.random.choice([choice for choice in choices if self.used[language, choice] == fewest])
        self.used[language, chosen] += 1
        return chosen


def _clause(phrase: str) -> dict[str, str]:
    """Return an offer's clause as {o}; a German one also as verb {v} and rest {r}, for inversion."""
    verb, _, rest = phrase.partition("|")
    return {"o": f"{verb} {rest}".strip(), "v": verb, "r": rest}
