"""What can be done: one function for each verb."""

from grono.cooperation.actions.attachments import add_attachment, remove_attachment
from grono.cooperation.actions.imports import import_profiles
from grono.cooperation.actions.profiles import create_profile, delete_profile, update_profile
from grono.cooperation.actions.publication import (
    expire_profiles,
    publish_profile,
    renew_profile,
    return_profile,
    revise_profile,
    submit_profile,
    withdraw_profile,
)

__all__ = [
    "add_attachment",
    "create_profile",
    "delete_profile",
    "expire_profiles",
    "import_profiles",
    "publish_profile",
    "remove_attachment",
    "renew_profile",
    "return_profile",
    "revise_profile",
    "submit_profile",
    "update_profile",
    "withdraw_profile",
]
