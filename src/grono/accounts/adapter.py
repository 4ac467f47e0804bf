"""How allauth meets our people: language of mails and where sign-in leads."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
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
