"""How allauth meets our people: language of mails and where sign-in leads."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from grono.accounts.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Mails go out in the person's own language."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send in the language the addressee chose, falling back to the page's."""
        person = Person.objects.filter(email__iexact=email).only("language").first()
        if person is None:
            super().send_mail(template_prefix, email, context)
            return
        with override(person.language):
            super().send_mail(template_prefix, email, context)

    def save_user(self, request: HttpRequest, user: Person, form: object, commit: bool = True) -> Person:
        """Remember the language in which the person signed up."""
        user.language = getattr(request, "LANGUAGE_CODE", "pl")
        return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Take the address as confirmed when the person has just typed the code that was sent to it.

        People who were entered by an organiser or a colleague have no record of their address yet; without this they
        would have to confirm it by a second code.
        """
        proven = {
            record.get("email", "").lower()
            for record in get_authentication_records(request, user)
            if record.get("method") == "code"
        }
        if user.email.lower() in proven:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
            )
        return super().pre_login(request, user, **kwargs)
