"""Pages that the content set brought in three languages, edited and translated like any other."""

from __future__ import annotations

import pytest
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from cms_site.content.content_type import page_models
from tests.editor.forms import form_data

LOADED = sorted(
    (m for m in page_models() if m._meta.model_name != "homepage"), key=lambda m: m._meta.label
)


def page_in(model, code: str) -> Page:
    return model.objects.filter(locale__language_code=code).order_by("path").first()


@pytest.mark.parametrize("model", LOADED, ids=lambda m: m._meta.label)
@pytest.mark.parametrize("code", ["ar", "fr"])
def test_loaded_page_is_edited(model, code, superuser_client):
    page = page_in(model, code)
    address = f"/admin/pages/{page.pk}/edit/"
    form = superuser_client.get(address).context["form"]
    data = form_data(form) | stream_data(form) | {"title": "Nouveau titre"}
    answer = superuser_client.post(address, data | {"action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    page.refresh_from_db()
    assert page.title == "Nouveau titre"
    assert page.live
    assert {t.pk for t in page.get_translations(inclusive=True)} >= {page.pk}


def stream_data(form) -> dict[str, str]:
    """Return each stream of the form as empty: what its blocks send is theirs to test."""
    return {f"{name}-count": "0" for name, field in form.fields.items() if hasattr(field, "block")}


@pytest.mark.parametrize("model", LOADED, ids=lambda m: m._meta.label)
def test_loaded_page_is_translated_anew(
    model, superuser_client, locales, client, django_capture_on_commit_callbacks
):
    source = page_in(model, "ar")
    source.get_translation(locales["en"]).delete()
    with django_capture_on_commit_callbacks(execute=True):
        superuser_client.post(
            f"/admin/localize/submit/page/{source.pk}/", {"locales": [locales["en"].pk]}
        )
    translation = Translation.objects.get(
        source__object_id=source.translation_key, target_locale=locales["en"]
    )
    for segment in StringSegment.objects.filter(source=translation.source):
        superuser_client.put(
            f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
            data="value=Words",
            content_type="application/x-www-form-urlencoded",
        )
    target = translation.get_target_instance()
    with django_capture_on_commit_callbacks(execute=True):
        superuser_client.post(f"/admin/pages/{target.pk}/edit/", {"action": "publish"})
    target.refresh_from_db()
    assert target.live
    assert target.slug == source.slug
    answer = client.get(target.url)
    assert answer.status_code == 200
    assert "Words" in answer.content.decode()
    for relation in ("modules", "objectives", "slides", "aims"):
        if hasattr(source, relation):
            translated = getattr(target.specific, relation).count()
            assert translated == getattr(source, relation).count() > 0
