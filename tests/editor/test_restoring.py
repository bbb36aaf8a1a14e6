"""An older version is restored whole, whatever was removed since."""

from __future__ import annotations

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


def test_children_that_were_removed_since_come_back(superuser_client):
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
        answer = superuser_client.post(edit, form_data(form) | {"action-publish": "1"})
        assert answer.status_code == 302, (model, name)
        restored = model.objects.get(pk=instance.pk)
        assert getattr(restored, name).count() == before, (model, name)
        tried.add((model.__name__, name))
    assert ("TrainingReportPage", "modules") in tried
    assert len(tried) > 5


def test_an_older_version_is_restored_beside_children_that_stayed(superuser_client):
    from pages.training_reports.models import Module, TrainingReportPage

    page = next(p for p in TrainingReportPage.objects.all() if p.modules.count() > 1)
    titles = [module.title for module in page.modules.all()]
    old = page.save_revision()
    kept = page.modules.first()
    Module.objects.filter(page=page).exclude(pk=kept.pk).delete()
    TrainingReportPage.objects.get(pk=page.pk).save_revision().publish()
    edit, revert = addresses(page, old)
    data = form_data(superuser_client.get(revert).context["form"])
    assert superuser_client.post(edit, data | {"action-publish": "1"}).status_code == 302
    restored = list(TrainingReportPage.objects.get(pk=page.pk).modules.all())
    assert [module.title for module in restored] == titles
    assert restored[0].pk == kept.pk
