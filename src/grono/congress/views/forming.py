"""What the pages with forms have in common."""

from django import forms
from django.core.exceptions import ValidationError


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an action refused beside the fields that it concerns, the rest above the form.

    A text in several languages has its fault beside its first language.
    """
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    beside = {"logo": "logo_file", "starts_at": "start", "ends_at": "end"}
    for name, faults in error.message_dict.items():
        places = (name, f"{name}_pl", beside.get(name, ""))
        place = next((field for field in places if field in form.fields), None)
        for fault in faults:
            form.add_error(place, fault)
