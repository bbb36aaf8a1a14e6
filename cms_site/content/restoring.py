"""An older version of what has children: those that were removed since come back as new ones."""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminModelForm


class RestoredChildren(WagtailAdminModelForm):
    """An editor's form: a child that is in the database no more is taken for a new one.

    An older version has it with the key it had, which would be refused in a field that nobody sees.
    """

    def __init__(self, data=None, *args, **kwargs) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.pk:
            known = {
                name: _known(instance, formset) for name, formset in type(self).formsets.items()
            }
            if data is not None:
                data = _with_lost_as_new(data, type(self).formsets, known, kwargs.get("prefix"))
        super().__init__(data, *args, **kwargs)


def _known(instance, formset) -> set[str]:
    """Return the keys of the children that ``instance`` has, and take from the others theirs."""
    children = getattr(instance, formset.fk.remote_field.get_accessor_name())
    stored = formset.model._default_manager.filter(**{formset.fk.name: instance.pk})
    keys = set(stored.values_list("pk", flat=True))
    if children.is_deferring:  # they are those of a version
        for child in children.all():
            if child.pk not in keys:
                child.pk = None
        keys = {child.pk for child in children.all() if child.pk}
    return {str(key) for key in keys}


def _with_lost_as_new(data, formsets: dict, known: dict[str, set[str]], prefix: str | None):
    lost = []
    for name, formset in formsets.items():
        start = f"{prefix}-{name}" if prefix else name
        for number in range(len(data)):
            key = f"{start}-{number}-{formset.model._meta.pk.name}"
            if key not in data:
                break
            given = str(data[key])  # a number, where a program sent it
            if given.isdecimal() and given not in known[name]:
                lost.append(key)
    return _emptied(data, lost) if lost else data


def _emptied(data, keys: list[str]):
    data = data.copy()  # what was posted cannot be changed
    for key in keys:
        data[key] = ""
    return data
