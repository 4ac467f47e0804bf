"""How forms are drawn."""

from django.forms.renderers import DjangoTemplates


class FieldRenderer(DjangoTemplates):
    """Draws every field with the site's own partial: label, help and error tied to the input."""

    field_template_name = "components/_field.html"
