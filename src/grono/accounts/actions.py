"""Everything that creates or changes people."""

import structlog

from grono.accounts.models import Person

log = structlog.get_logger(__name__)


def person_by_email(email: str, *, given_name: str, family_name: str) -> Person:
    """Return the person with this address; an unknown one is created and can sign in by a code sent to it.

    Somebody who is known keeps the name they chose.
    """
    person, created = Person.objects.get_or_create(
        email__iexact=email, defaults={"email": email.lower(), "given_name": given_name, "family_name": family_name}
    )
    if created:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        log.info("person_created", person=person.pk)
    return person
