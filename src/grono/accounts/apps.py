"""Registration of the module with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, sign-in by mail, consents."""

    name = "grono.accounts"
    label = "accounts"
