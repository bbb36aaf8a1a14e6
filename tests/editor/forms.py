"""What a browser would send back for a form of the editor."""

from __future__ import annotations

from django.db.models import CharField, TextField


def form_data(form) -> dict:
    """Return the values of an untouched form: its fields, streams and inline children."""
    data = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "block"):  # a StreamField
            data[f"{bound.html_name}-count"] = "0"
        elif value is not None and value is not False:
            data[bound.html_name] = value
    for formset in getattr(form, "formsets", {}).values():
        data |= {b.html_name: b.value() for b in formset.management_form}
        for child in formset.forms:
            data |= {
                b.html_name: b.value()
                for b in child
                if b.value() is not None and b.value() is not False
            }
            key = child[formset.model._meta.pk.name]
            data.setdefault(key.html_name, "")  # of a child that is not stored yet
    return data


def required_texts(form) -> dict[str, str]:
    """Return a text for each text field that the form's model requires and that is empty."""
    texts = {}
    for name, _field in form.fields.items():
        column = next((f for f in form.instance._meta.fields if f.name == name), None)
        is_text = isinstance(column, CharField | TextField) and not column.choices
        if is_text and not column.blank and not form[name].value():
            texts[name] = "Text"
    return texts
