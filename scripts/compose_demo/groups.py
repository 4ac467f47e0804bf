"""Working groups and membership fees of the invented clusters."""

from scripts.compose_demo import source
from scripts.compose_demo.people import Person

Rows = list[dict[str, str]]


def _addresses() -> dict[str, str]:
    return {key: slug for key, slug, *_rest in source.table("clusters")}


def group_rows(persons: list[Person]) -> Rows:
    """Return working_groups.csv; the first participant of the first organisation leads."""
    clusters = _addresses()
    columns = ("name_pl", "name_en", "purpose_pl", "purpose_en")
    found = []
    for key, *texts, members in source.table("working_groups"):
        slugs = [f"demo-{slug}" for slug in members.split(";")]
        leaders = [person.code for person in persons if person.organisation.slug == slugs[0]]
        found.append(
            {
                "cluster": clusters[key],
                **dict(zip(columns, texts, strict=True)),
                "chair": leaders[0] if leaders else "",
                "members": ";".join(slugs),
            }
        )
    return found


def fee_rows() -> Rows:
    """Return fees.csv."""
    clusters = _addresses()
    columns = ("payer_pl", "payer_en", "amount", "currency", "period")
    return [
        {"cluster": clusters[key], **dict(zip(columns, values, strict=True))} for key, *values in source.table("fees")
    ]
