"""Clock times of an edition and the moments that they mean."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def local_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment that a clock time such as ``2027-05-19T09:30`` means; ``None`` when it means none.

    A time that the change to summer time leaves out means nothing; one that comes twice means its first coming.
    """
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        return None
    if naive.tzinfo is not None:
        return naive.astimezone(zone)
    moment = naive.replace(tzinfo=zone)
    return moment if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive else None
