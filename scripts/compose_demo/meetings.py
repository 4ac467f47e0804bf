"""Who asks whom for a meeting: similarity of seeks and offers, times popularity, heavy-tailed."""

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from random import Random

from scripts.compose_demo.people import Person
from scripts.compose_demo.texts import Writer

TOTAL = 1280
MOST = 40
"""The largest number of meetings one participant takes part in, asked and being asked together."""
ASKS_AT_MOST = 28
STARS = 4


@dataclass
class Ask:
    """One request before it is written down."""

    requester: Person
    invitee: Person
    priority: int = 3
    rounds: str = ""
    slot: str = ""
    after: str = ""


def similarity(people: list[Person]) -> dict[tuple[str, str], float]:
    """Return for ordered pairs the TF-IDF cosine of one's seeks with the other's offers, and 0.6 of the reverse.

    Term frequency is 0 or 1; the inverse document frequency of a competence is log(n / people who name it).
    Pairs of one organisation and pairs with nothing in common are left out.
    """
    named = Counter(code for person in people for code in {*person.offers, *person.seeks})
    weight = {code: log(len(people) / count) for code, count in named.items()}

    def cosine(left: list[str], right: list[str]) -> float:
        dot = sum(weight[code] ** 2 for code in set(left) & set(right))
        norms = [sqrt(sum(weight[code] ** 2 for code in codes)) for codes in (left, right)]
        return dot / (norms[0] * norms[1])

    found = {}
    for person in people:
        for other in people:
            if person.organisation is not other.organisation:
                value = cosine(person.seeks, other.offers) + 0.6 * cosine(person.offers, other.seeks)
                if value > 0:
                    found[person.code, other.code] = value
    return found


def compose(people: list[Person], speakers: set[str], random: Random) -> list[Ask]:
    """Return TOTAL requests between different unordered pairs of participants who take meetings."""
    willing = [person for person in people if person.meets]
    similar = similarity(willing)
    stars = _stars(willing, similar, random)
    pull = {person.code: random.lognormvariate(0, 1.2) for person in willing} | dict.fromkeys(stars, 25.0)
    quota = _quotas(willing, stars, random)
    taken: Counter[str] = Counter()
    pairs: set[frozenset[str]] = set()
    asks: list[Ask] = []
    by_code = {person.code: person for person in willing}
    turns = [code for code, count in quota.items() for _ in range(count)]
    random.shuffle(turns)
    queue = turns + [code for code in quota if quota[code]] * 40
    for code in queue:
        if len(asks) == TOTAL:
            break
        options = [
            other
            for other in by_code
            if (code, other) in similar and frozenset((code, other)) not in pairs and taken[other] < MOST
        ]
        if not options or taken[code] >= MOST:
            continue
        keys = {
            other: log(max(random.random(), 1e-12)) / (similar[code, other] ** 1.5 * pull[other]) for other in options
        }
        other = max(keys, key=lambda option: keys[option])
        pairs.add(frozenset((code, other)))
        taken.update((code, other))
        asks.append(Ask(by_code[code], by_code[other]))
    place = {person.code: number for number, person in enumerate(people)}
    asks.sort(key=lambda ask: (place[ask.requester.code], place[ask.invitee.code]))
    _set_priorities(asks, similar, random)
    _add_wishes(asks, speakers, random)
    return asks


def _stars(willing: list[Person], similar: dict[tuple[str, str], float], random: Random) -> list[str]:
    """Return STARS people whom everyone wants to meet, drawn from those with the most possible partners."""
    reach = Counter(asker for asker, _ in similar)
    wanted = sorted((person.code for person in willing[4:]), key=lambda code: (-reach[code], code))
    return random.sample(wanted[:20], STARS)


def _quotas(willing: list[Person], stars: list[str], random: Random) -> dict[str, int]:
    """Return how many meetings each asks for: a sixth none, a few more than twenty; the sum is TOTAL."""
    drive = {person.code: random.lognormvariate(0, 1.0) for person in willing}
    for person in random.sample(willing[4:], len(willing) // 6):
        drive[person.code] = 0.0
    fixed = {"P001": 11, "P002": 8, "P003": 6, "P004": 2} | dict.fromkeys(stars, ASKS_AT_MOST)
    scale = (TOTAL - sum(fixed.values())) / sum(drive[code] for code in drive if code not in fixed)
    quota = {code: min(ASKS_AT_MOST, round(value * scale)) for code, value in drive.items()}
    return quota | fixed


def _set_priorities(asks: list[Ask], similar: dict[tuple[str, str], float], random: Random) -> None:
    """A requester's best fifth gets priority 1, the next third 2, the others 3; a little chance mixed in."""
    by_requester: dict[str, list[Ask]] = {}
    for ask in asks:
        by_requester.setdefault(ask.requester.code, []).append(ask)
    for own in by_requester.values():
        ranked = sorted(
            own,
            key=lambda ask: -similar[ask.requester.code, ask.invitee.code] * random.uniform(0.8, 1.2),
        )
        for rank, ask in enumerate(ranked):
            share = (rank + 0.5) / len(ranked)
            ask.priority = 1 if share < 0.2 else 2 if share < 0.55 else 3


def _add_wishes(asks: list[Ask], speakers: set[str], random: Random) -> None:
    """Limit some requests to rounds, fix six to a slot and let four come after another of the same person."""
    calm = [ask for ask in asks if not {ask.requester.code, ask.invitee.code} & speakers]
    taken: set[str] = set()
    slots = iter(("R1-02", "R1-06", "R2-03", "R2-07", "R3-01", "R3-05"))
    for ask in calm:
        pair = {ask.requester.code, ask.invitee.code}
        if pair & taken or random.random() < 0.7:
            continue
        if (slot := next(slots, "")) == "":
            break
        ask.slot = slot
        taken |= pair
    for ask in random.sample([ask for ask in asks if not ask.slot], 130):
        ask.rounds = random.choice(("R1", "R2", "R3", "R1;R2", "R2;R3", "R1;R3"))
    free = [number for number, ask in enumerate(asks) if not ask.slot and not ask.rounds and number]
    chains = [
        number
        for number in free
        if asks[number - 1].requester is asks[number].requester
        and not (asks[number - 1].slot or asks[number - 1].rounds)
    ]
    for number in chains[30:390:90]:
        asks[number].after = f"M{number:04}"


def rows(asks: list[Ask], writer: Writer, random: Random) -> list[dict[str, str]]:
    """Return requests.csv; about one request in eight carries no message."""
    found = []
    for number, ask in enumerate(asks, 1):
        wanted = [code for code in ask.requester.seeks if code in ask.invitee.offers]
        given = [code for code in ask.requester.offers if code in ask.invitee.seeks]
        message = ""
        if random.random() < 0.88:
            message = writer.message(
                ask.requester.profile_language,
                ask.requester.organisation,
                random.choice(wanted) if wanted else None,
                random.choice(given) if given else None,
                ask.invitee.organisation.short,
            )
        found.append(
            {
                "code": f"M{number:04}",
                "requester": ask.requester.code,
                "invitee": ask.invitee.code,
                "priority": str(ask.priority),
                "message": message,
                "rounds": ask.rounds,
                "slot": ask.slot,
                "after": ask.after,
            }
        )
    return found
