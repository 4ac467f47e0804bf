"""The rows of organisations.csv, texts included."""

from scripts.compose_demo.organisations import Organisation
from scripts.compose_demo.texts import Writer


def organisation_rows(organisations: list[Organisation], writer: Writer) -> list[dict[str, str]]:
    """Return organisations.csv."""
    return [_row(organisation, writer) for organisation in organisations]


def _row(organisation: Organisation, writer: Writer) -> dict[str, str]:
    summaries = {f"summary_{language}": writer.summary(language, organisation) for language in ("pl", "en")}
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "short_name": organisation.short,
        "helix_sector": organisation.helix,
        "activity_type": organisation.activity,
        "country": organisation.country,
        "town": organisation.town,
        "nuts_code": organisation.nuts,
        "nace_codes": organisation.nace,
        "website": f"https://{organisation.slug.removeprefix('demo-')}.example/",
        **summaries,
        "description_language": organisation.language,
        "description": writer.profile(organisation.language, organisation, organisation.offers, organisation.seeks),
        "offers": ";".join(organisation.offers),
        "seeks": ";".join(organisation.seeks),
        "demonstration": "yes",
        "source": "invented for the demonstration edition",
    }
