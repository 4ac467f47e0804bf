"""Creation of people by e-mail address."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class PersonManager(BaseUserManager[Any]):
    """People are known by their e-mail address; there is no user name."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Create a person; without a password sign-in goes by a code sent to the address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password) if password else person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Create a person who may use the administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> Any:
        """Find a person by address, whatever the case of its letters."""
        return self.get(email__iexact=email)
