"""Drafts and older versions: they outlive what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import (
    ClusterableModel,
    get_all_child_m2m_relations,
    get_all_child_relations,
)

# What modelcluster itself does where a key leads nowhere; with others it fails.
_DEALT_WITH = (models.CASCADE, models.SET_NULL, models.DO_NOTHING)


class Versioned(ClusterableModel):
    """Loads its drafts and older versions, whatever was deleted of what they refer to.

    The database protects only what the current row refers to. In a version, a key of what is gone is
    empty, and a child that cannot be without it is left out; ``missing_from`` names where.
    """

    missing_from: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Return the version that ``data`` holds, or ``None`` as modelcluster does."""
        present = _without_gone(cls, data) if check_fks else data
        version = super().from_serializable_data(present, check_fks, strict_fks)
        if version is not None:
            version.missing_from = tuple(dict.fromkeys(_missing_from(version, data)))
        return version


def _without_gone(model: type[models.Model], data: dict) -> dict:
    """Return ``data`` without the keys, and the children with such keys, of what is gone."""
    (present,) = _rows_without_gone(model, [data], may_leave_out=False)
    present = dict(present)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in present:
            present[name] = _rows_without_gone(relation.related_model, present[name])
    return present


def _rows_without_gone(model, rows: list[dict], may_leave_out: bool = True) -> list[dict]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete not in _DEALT_WITH:
            gone = _gone(field, (row.get(field.name) for row in rows))
            if field.null or not may_leave_out:
                rows = [
                    {**row, field.name: None} if row.get(field.name) in gone else row
                    for row in rows
                ]
            else:
                rows = [row for row in rows if row.get(field.name) not in gone]
    return rows


def _gone(field: models.ForeignKey, keys: Iterable) -> set:
    """Return those of ``keys``, values of ``field`` as a version holds them, that lead nowhere."""
    wanted = set(keys) - {None}
    if not wanted:
        return set()
    name = field.remote_field.field_name
    found = field.related_model._default_manager.filter(**{f"{name}__in": wanted})
    there = {str(key) for key in found.values_list(name, flat=True)}
    return {key for key in wanted if str(key) not in there}


def _missing_from(version: ClusterableModel, data: dict) -> Iterator[str]:
    """Yield the names of the fields and children of ``version`` that have less than ``data``."""
    model = type(version)
    for field in _references(model):
        if _has_fewer(field, [version], [data]):
            yield str(capfirst(field.verbose_name))
    for field in get_all_child_m2m_relations(model):
        if len(getattr(version, field.name).all()) < len(data.get(field.name, ())):
            yield str(capfirst(field.verbose_name))
    for relation in get_all_child_relations(model):
        name, child = relation.get_accessor_name(), relation.related_model
        rows, children = data.get(name, ()), getattr(version, name).all()
        fields = _references(child)
        if len(children) < len(rows) or any(_has_fewer(f, children, rows) for f in fields):
            yield str(capfirst(child._meta.verbose_name_plural))


def _references(model: type[models.Model]) -> list[models.ForeignKey]:
    """Return the keys that staff fill in, unlike those of who owns a page or locks it."""
    fields = model._meta.local_fields
    return [f for f in fields if f.editable and isinstance(f, models.ForeignKey)]


def _has_fewer(field: models.ForeignKey, objects: Iterable, rows: Iterable[dict]) -> bool:
    kept = sum(getattr(obj, field.attname) is not None for obj in objects)
    return kept < sum(row.get(field.name) is not None for row in rows)
