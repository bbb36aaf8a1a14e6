"""An older version is restored whole, whatever was removed since."""

from __future__ import annotations

import pytest
from modelcluster.models import get_all_child_relations
from wagtail.models import DraftStateMixin, Page

from cms_site.content.content_type import page_models, record_models
from tests.editor.forms import form_data


def with_children():
    """Yield each model that has drafts with its relations to children."""
    for model in (*page_models(), *record_models()):
        if issubclass(model, DraftStateMixin):
            for relation in get_all_child_relations(model):
                name = relation.get_accessor_name()
                if model.objects.exclude(**{name: None}).exists() and _is_edited(model, name):
                    yield model, name


def _is_edited(model, name: str) -> bool:
    editor = model if issubclass(model, Page) else model.snippet_viewset
    return name in editor.get_edit_handler().get_form_class().formsets


def addresses(instance, revision) -> tuple[str, str]:
    if isinstance(instance, Page):
        start = f"/admin/pages/{instance.pk}"
        return f"{start}/edit/", f"{start}/revisions/{revision.pk}/revert/"
    start = f"/admin/snippets/{instance._meta.label_lower.replace('.', '/')}"
    return (
        f"{start}/edit/{instance.pk}/",
        f"{start}/history/{instance.pk}/revisions/{revision.pk}/revert/",
    )


@pytest.mark.parametrize("target", ["edit", "revert"])
def test_children_that_were_removed_since_come_back(target, superuser_client):
    tried = set()
    for model, name in with_children():
        instance = model.objects.exclude(**{name: None}).order_by("pk").first()
        before = getattr(instance, name).count()
        old = instance.save_revision(clean=False)
        getattr(instance, name).all().delete()
        instance = model.objects.get(pk=instance.pk)
        instance.save_revision(clean=False).publish(skip_permission_checks=True)
        edit, revert = addresses(instance, old)
        form = superuser_client.get(revert).context["form"]
        address = edit if target == "edit" else revert  # a browser posts to where the form was
        answer = superuser_client.post(address, form_data(form) | {"action-publish": "1"})
        assert answer.status_code == 302, (model, name)
        restored = model.objects.get(pk=instance.pk)
        assert getattr(restored, name).count() == before, (model, name)
        tried.add((model.__name__, name))
    assert ("TrainingReportPage", "modules") in tried
    assert len(tried) > 5


@pytest.mark.parametrize("target", ["edit", "revert"])
def test_an_older_version_is_restored_beside_children_that_stayed(target, superuser_client):
    from pages.training_reports.models import Module, TrainingReportPage

    page = next(p for p in TrainingReportPage.objects.all() if p.modules.count() > 1)
    titles = [module.title for module in page.modules.all()]
    old = page.save_revision()
    kept = page.modules.first()
    Module.objects.filter(page=page).exclude(pk=kept.pk).delete()
    TrainingReportPage.objects.get(pk=page.pk).save_revision().publish()
    edit, revert = addresses(page, old)
    data = form_data(superuser_client.get(revert).context["form"])
    address = edit if target == "edit" else revert
    assert superuser_client.post(address, data | {"action-publish": "1"}).status_code == 302
    restored = list(TrainingReportPage.objects.get(pk=page.pk).modules.all())
    assert [module.title for module in restored] == titles
    assert restored[0].pk == kept.pk


def test_a_child_is_exchanged_for_another_and_comes_back(superuser_client):
    from pages.training_reports.models import Module, TrainingReportPage

    page = TrainingReportPage.objects.first()
    page.modules = [Module(title="A", locale=page.locale), Module(title="B", locale=page.locale)]
    old = page.save_revision(clean=False)
    old.publish(skip_permission_checks=True)
    page = TrainingReportPage.objects.get(pk=page.pk)
    old = page.save_revision(clean=False)
    page.modules = [page.modules.last(), Module(title="C", locale=page.locale)]
    page.save_revision(clean=False).publish(skip_permission_checks=True)
    _edit, revert = addresses(page, old)
    for action in ({}, {"action-publish": "1"}):
        data = form_data(superuser_client.get(revert).context["form"])
        assert superuser_client.post(revert, data | action).status_code == 302
        draft = TrainingReportPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert [module.title for module in draft.modules.all()] == ["A", "B"]
    live = TrainingReportPage.objects.get(pk=page.pk)
    assert [module.title for module in live.modules.all()] == ["A", "B"]
