"""What a reader wants to see of the programme, as the address says it; it goes along from view to view."""

from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

from grono.schedule.queries import Programme, Spot

LONGEST = 100  # characters of a value


@dataclass(frozen=True)
class Filters:
    """Conditions on sessions; empty means everything."""

    q: str = ""
    room: str = ""
    track: str = ""
    kind: str = ""
    language: str = ""
    interpretation: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Read the filters of the address; unknown values simply find nothing."""
        return cls(**{name: request.GET.get(name, "").strip()[:LONGEST] for name in cls.__dataclass_fields__})

    @property
    def active(self) -> bool:
        """Whether anything is filtered out."""
        return self != Filters()

    @property
    def query(self) -> str:
        """The active filters as a query string that begins with ``?``; empty without any."""
        values = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode(values)}" if values else ""

    def without(self, *names: str) -> "Filters":
        """Return the filters with some taken away."""
        return replace(self, **dict.fromkeys(names, ""))

    def of_programme(self, programme: Programme) -> list[Spot]:
        """Return the sessions that pass all filters, in their order."""
        return [spot for spot in programme.spots if self.fits(spot)]

    def fits(self, spot: Spot) -> bool:
        """Tell whether a session passes all filters."""
        return (
            self.room in ("", spot.room.code)
            and self.track in ("", spot.track.code if spot.track else None)
            and self.kind in ("", spot.kind)
            and self.language in ("", spot.language)
            and (not self.interpretation or self.interpretation in spot.interpretation)
            and self._said_in(spot)
        )

    def _said_in(self, spot: Spot) -> bool:
        if not self.q:
            return True
        words = " ".join([str(spot.title), spot.code, *(person.name for person in spot.people)]).casefold()
        return all(word in words for word in self.q.casefold().split())
