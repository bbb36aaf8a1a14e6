"""What a page or a record refers to no longer does not stand in the way of its deletion."""

from __future__ import annotations

import pytest
from django.db import models
from modelcluster.models import get_all_child_m2m_relations
from wagtail.models import ReferenceIndex

from tests.contract.test_versions import REFERENCES

CHILDREN = [given for given in REFERENCES if given.values[1]]
MANY = {
    given.values[0]: field.name
    for given in REFERENCES
    for field in get_all_child_m2m_relations(given.values[0])
}


@pytest.mark.parametrize(("model", "children", "field"), CHILDREN)
def test_what_the_last_child_referred_to_is_used_no_more(model, children, field, publisher):
    referring = model.objects.filter(**{f"{children}__{field.name}__isnull": False}).first()
    if referring is None:
        pytest.skip("none is loaded")
    used = set(referred_to(referring, f"{children}.item.{field.name}"))
    assert used
    setattr(referring, children, [])
    referring.save_revision(clean=False).publish(skip_permission_checks=True)
    assert set(referred_to(referring, f"{children}.item.{field.name}")) == set()


@pytest.mark.parametrize(("model", "name"), MANY.items())
def test_what_one_of_many_was_is_used_no_more(model, name):
    referring = model.objects.exclude(**{name: None}).first()
    if referring is None:
        pytest.skip("none is loaded")
    referring = model.objects.get(pk=referring.pk)
    setattr(referring, name, [])
    referring.save_revision(clean=False).publish(skip_permission_checks=True)
    assert set(referred_to(referring, name)) == set()


def referred_to(obj: models.Model, path: str):
    found = ReferenceIndex.get_references_for_object(obj).filter(model_path=path)
    return found.values_list("to_object_id", flat=True)
