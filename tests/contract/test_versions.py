"""Drafts and older versions of every type: loaded, shown and published whatever was deleted since."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations, get_serializable_data_for_fields
from wagtail.models import DraftStateMixin, Page

from cms_site.content.content_type import page_models, record_models
from cms_site.content.factories import factory_for, parent_for
from tests.editor.test_restoring import addresses

GONE = 10**6


def references():
    """Yield every model with drafts, "" or its relation to children, and a key that others may lose."""
    for model in (*page_models(), *record_models()):
        if issubclass(model, DraftStateMixin):
            yield from ((model, "", field) for field in keys(model))
            for relation in get_all_child_relations(model):
                if relation.related_model.__module__.startswith(("pages", "snippets", "home")):
                    for field in keys(relation.related_model):
                        yield model, relation.get_accessor_name(), field


def keys(model) -> list[models.ForeignKey]:
    return [
        f
        for f in model._meta.local_fields
        if f.editable
        and isinstance(f, models.ForeignKey)
        and not isinstance(f, models.OneToOneField | ParentalKey)
        and f.name != "locale"
    ]


def label(value) -> str:
    return value._meta.label if isinstance(value, type) else getattr(value, "name", value)


REFERENCES = [
    pytest.param(*found, id=".".join(map(label, found)).replace("..", "."))
    for found in references()
]


@pytest.fixture
def made(request, locales):
    """Return what makes a live object of a type, and a version of it with a key that leads nowhere."""

    def make(model, children: str, field):
        if issubclass(model, Page):
            found = model.objects.live().first()
            made = found or factory_for(model)(
                parent=parent_for(model, locales["ar"]), locale=locales["ar"]
            )
        else:
            made = model.objects.filter(live=True).first() or factory_for(model)()
        version = made.save_revision(clean=False)
        if children:
            relation = model._meta.get_field(children)
            child = relation.related_model.objects.first() or relation.related_model()
            row = get_serializable_data_for_fields(child) | {"pk": None, field.name: GONE}
            version.content[children] = [row]
        else:
            version.content[field.name] = GONE
        version.save()
        return type(made).objects.get(pk=made.pk), version

    return make


@pytest.mark.parametrize(("model", "children", "field"), REFERENCES)
def test_a_version_is_loaded_without_what_is_gone(model, children, field, made):
    _object, version = made(model, children, field)
    loaded = version.as_object()
    assert len(loaded.missing_from) == 1
    if not children:
        assert getattr(loaded, field.attname) is None
    else:
        left = getattr(loaded, children).all()
        assert [getattr(child, field.attname) for child in left] == [None] * field.null


@pytest.mark.parametrize(("model", "children", "field"), REFERENCES)
def test_the_editor_shows_it_and_says_what_is_missing(
    model, children, field, made, superuser_client
):
    instance, version = made(model, children, field)
    for address in addresses(instance, version):
        answer = superuser_client.get(address)
        assert answer.status_code == 200
        said = [str(message) for message in answer.context["messages"]]
        assert any(name in text for text in said for name in version.as_object().missing_from)


@pytest.mark.parametrize(("model", "children", "field"), REFERENCES)
def test_every_view_of_it_is_shown(model, children, field, made, superuser_client):
    instance, version = made(model, children, field)
    later = instance.save_revision(clean=False)
    model.objects.filter(pk=instance.pk).update(latest_revision=version)
    compare = f"revisions/compare/{later.pk}...{version.pk}/"
    if issubclass(model, Page):
        start = f"/admin/pages/{instance.pk}/"
        shown = ["view_draft/", "usage/", f"revisions/{version.pk}/view/", compare, "copy/"]
    else:
        start = f"/admin/snippets/{model._meta.label_lower.replace('.', '/')}/"
        one = f"history/{instance.pk}"
        shown = [f"usage/{instance.pk}/", f"{one}/revisions/{version.pk}/view/", f"{one}/{compare}"]
    for address in shown:
        assert superuser_client.get(f"{start}{address}").status_code == 200, address


@pytest.mark.parametrize(("model", "children", "field"), REFERENCES)
def test_it_is_published_at_its_time(model, children, field, made):
    _object, version = made(model, children, field)
    version.approved_go_live_at = timezone.now()
    version.save()
    call_command("publish_scheduled")
    assert model.objects.get(pk=version.object_id).live_revision_id == version.pk
