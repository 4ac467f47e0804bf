"""Forms of people about themselves."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Person


class SignUpForm(forms.Form):
    """What we ask of a new person besides the e-mail address: the name others will see."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Store the name; called by allauth once the address has been taken."""
        user.given_name = self.cleaned_data["given_name"]
        user.family_name = self.cleaned_data["family_name"]
        user.save(update_fields=["given_name", "family_name", "name_sort"])


class PersonForm(forms.ModelForm):
    """A person's own name and language."""

    class Meta:
        model = Person
        fields = ["given_name", "family_name", "language"]
