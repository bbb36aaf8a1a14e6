"""Record types: kept in the editor, told by the API, absent while they are drafts."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import DraftStateMixin, PreviewableMixin
from wagtail.users.models import UserProfile

from cms_site.content.factories import factory_for
from tests.contract.types import endpoint_models, record_types
from tests.editor.forms import form_data


def get(client, model, tail="", **query):
    answer = client.get(f"/api/v2/{model.api_endpoint}/{tail}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@endpoint_models()
def test_item_is_told_by_list_and_detail(model, client):
    made = factory_for(model)()
    found = get(client, model, fields="*", uuid=str(made.uuid))["items"]
    assert [item["id"] for item in found] == [made.pk]
    detail = get(client, model, f"{made.pk}/")
    assert detail["meta"]["type"] == model._meta.label
    assert detail["meta"]["uuid"] == str(made.uuid)
    for field in model.api_fields:
        assert field.name in detail or (field.name == "slug" and "slug" in detail["meta"])
    assert found[0] == detail


@endpoint_models()
def test_item_is_found_by_uuid_and_by_code(model, client):
    made = factory_for(model)()
    keys = [made.pk, made.uuid, *(getattr(made, code) for code in model.code_fields)]
    assert {get(client, model, f"{key}/")["id"] for key in keys} == {made.pk}


@endpoint_models()
def test_unknown_item_is_404(model, client):
    for key in (uuid.uuid4(), 10**30, "nothing-has-this-code"):
        assert client.get(f"/api/v2/{model.api_endpoint}/{key}/").status_code == 404


@endpoint_models()
def test_list_costs_the_same_queries_whatever_its_length(model, client):
    for _number in range(3):
        factory_for(model)()
    costs = {}
    for limit in ("1", "3", "1", "3"):
        with CaptureQueriesContext(connection) as queries:
            assert len(get(client, model, fields="*", limit=limit)["items"]) == int(limit)
        costs[limit] = len(queries)
    assert costs["1"] == costs["3"]


@record_types()
def test_words_are_told_in_the_language_asked_for(model, client):
    if not model.api_endpoint:
        return
    made = factory_for(model)(name_ar="اسم", name_fr="nom", name_en="name")
    for code, word in (("ar", "اسم"), ("fr", "nom"), ("en", "name")):
        answer = get(client, model, f"{made.pk}/", locale=code)
        assert answer["name"] == word
        assert answer["meta"]["locale"] == code
    assert get(client, model, f"{made.pk}/")["name"] == "اسم"


@record_types()
def test_uuid_and_slug_survive_a_new_name(model):
    made = factory_for(model)(name_fr="Premier nom")
    before = (made.uuid, made.slug)
    assert made.slug
    made.name_fr = "Autre nom"
    made.save()
    made.refresh_from_db()
    assert (made.uuid, made.slug) == before


@record_types()
def test_draft_is_in_no_outlet(model, client):
    if not issubclass(model, DraftStateMixin):
        return
    made = factory_for(model)(live=False)
    assert client.get(f"/api/v2/{model.api_endpoint}/{made.pk}/").status_code == 404
    assert client.get(f"/api/v2/{model.api_endpoint}/{made.uuid}/").status_code == 404
    assert get(client, model, uuid=str(made.uuid))["items"] == []


@record_types()
def test_a_name_in_one_language_is_needed(model):
    record = factory_for(model).build(name_ar="", name_fr="", name_en="")
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert len(refused.value.message_dict["name_ar"]) == 1


@record_types()
def test_editor_lists_exports_and_edits(model, superuser_client):
    made = factory_for(model)()
    base = f"/admin/snippets/{model._meta.app_label}/{model._meta.model_name}/"
    assert superuser_client.get(base).status_code == 200
    assert superuser_client.get(base, {"q": "x"}).status_code == 200
    for kind in ("csv", "xlsx"):
        export = superuser_client.get(base, {"export": kind})
        assert export.status_code == 200
        assert b"".join(export.streaming_content if export.streaming else [export.content])
    assert superuser_client.get(f"{base}add/").status_code == 200
    edit = superuser_client.get(f"{base}edit/{made.pk}/")
    assert edit.status_code == 200
    data = form_data(edit.context["form"])
    answer = superuser_client.post(f"{base}edit/{made.pk}/", data | {"name_fr": "Changé"})
    assert answer.status_code == 302, answer.context["form"].errors


@record_types()
def test_a_draft_is_previewed_in_each_language(model, superuser_client, admin_user):
    if not issubclass(model, PreviewableMixin):
        return
    names = {"ar": "اسم الاختبار", "fr": "Nom d’essai", "en": "Name of a test"}
    made = factory_for(model)(**{f"name_{code}": name for code, name in names.items()})
    form = superuser_client.get(reverse(model.snippet_viewset.get_url_name("edit"), args=[made.pk]))
    preview = reverse(model.snippet_viewset.get_url_name("preview_on_edit"), args=[made.pk])
    posted = superuser_client.post(preview, form_data(form.context["form"]))
    assert posted.json()["is_valid"]
    for language, name in names.items():
        shown = superuser_client.get(preview, {"mode": language})
        assert name in shown.content.decode()
        assert f'lang="{language}"' in shown.content.decode()
        assert shown["Content-Language"] == language
        UserProfile.objects.update_or_create(
            user=admin_user, defaults={"preferred_language": language}
        )
        assert name in superuser_client.get(preview).content.decode()
        editor = superuser_client.get(
            reverse(model.snippet_viewset.get_url_name("edit"), args=[made.pk])
        )
        assert f'<option value="{language}" selected>' in editor.content.decode()
