"""An older version of what has children: those that were removed since come back as new ones."""

from __future__ import annotations

from wagtail.admin.forms import WagtailAdminModelForm


class RestoredChildren(WagtailAdminModelForm):
    """An editor's form: a child that the draft no longer has is taken for a new one.

    The form of an older version sends it with the key it had, which would be refused in a field that
    nobody sees.
    """

    def __init__(self, data=None, *args, **kwargs) -> None:
        instance = kwargs.get("instance")
        if data is not None and instance is not None and instance.pk:
            data = self._with_lost_as_new(data, instance, kwargs.get("prefix"))
        super().__init__(data, *args, **kwargs)

    def _with_lost_as_new(self, data, instance, prefix: str | None):
        lost = []
        for name, formset in type(self).formsets.items():
            children = getattr(instance, formset.fk.remote_field.get_accessor_name()).all()
            known = {str(child.pk) for child in children}
            start = f"{prefix}-{name}" if prefix else name
            for number in range(len(data)):
                key = f"{start}-{number}-{formset.model._meta.pk.name}"
                if key not in data:
                    break
                given = str(data[key])  # a number, where a program sent it
                if given.isdecimal() and given not in known:
                    lost.append(key)
        return _emptied(data, lost) if lost else data


def _emptied(data, keys: list[str]):
    data = data.copy()  # what was posted cannot be changed
    for key in keys:
        data[key] = ""
    return data
