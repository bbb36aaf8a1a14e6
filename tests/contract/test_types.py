"""Every type: described, translated, documented, migrated, with a factory for each thing it makes."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.contrib.contenttypes.fields import GenericRelation
from django.core.management import call_command
from django.utils.functional import Promise
from modelcluster.fields import ParentalKey
from wagtail.api import APIField
from wagtail.fields import StreamField

from cms_site.content.factories import factory_for
from tests.contract.types import all_models, page_types, record_types, types


@types()
def test_type_is_named_and_described(content_type):
    assert str(content_type.verbose_name)
    assert str(content_type.description).endswith(".")


@types()
def test_type_brings_its_parts(content_type):
    folder = Path(content_type.path)
    for part in ("apps.py", "models.py", "factories.py", "migrations/0001_initial.py"):
        assert (folder / part).is_file(), part
    for language in ("ar", "fr"):
        assert (folder / "locale" / language / "LC_MESSAGES" / "django.mo").is_file()


@page_types()
def test_page_factory_makes_a_valid_page(model, locales):
    from cms_site.content.factories import parent_for

    factory_for(model)(parent=parent_for(model, locales["ar"]), locale=locales["ar"]).full_clean()


@record_types()
def test_record_factory_makes_a_valid_record(model):
    factory_for(model)().full_clean()


@page_types()
def test_page_type_says_what_it_is_for_and_where_it_goes(model):
    assert str(model.page_description or model.get_page_description())
    assert "parent_page_types" in vars(model) or "parent_page_types" in vars(model.__mro__[1])


@all_models()
def test_labels_can_be_translated(model):
    """Every label and help text of our own is looked up in the catalogues, which are complete."""
    ours = [f for f in model._meta.get_fields() if hasattr(f, "verbose_name") and _is_ours(f)]
    texts = {"": model._meta.verbose_name, "plural": model._meta.verbose_name_plural}
    texts |= {f.name: f.verbose_name for f in ours}
    texts |= {f"{f.name} help": f.help_text for f in ours if f.help_text}
    assert [name for name, text in texts.items() if not isinstance(text, Promise)] == []


def test_catalogues_are_complete_and_compiled():
    call_command("catalogues", check=True, stdout=StringIO())


def _is_ours(field) -> bool:
    """Whether the field is declared in this project and shown to staff."""
    if field.auto_created or isinstance(field, GenericRelation | ParentalKey):
        return False
    module = getattr(field.model, "__module__", "")
    if module.startswith(("wagtail", "django", "modelcluster", "taggit")):
        return False
    inherited = {
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "latest_revision",
        "locked",
        "locked_at",
        "locked_by",
        "translation_key",
        "locale",
        "sort_order",
        "page_ptr",
        "id",
        "uuid",
    }
    return field.name not in inherited


@all_models()
def test_streams_stay_out_of_migrations(model):
    for field in model._meta.local_fields:
        if isinstance(field, StreamField):
            _name, path, args, kwargs = field.deconstruct()
            assert path.endswith("BodyField")
            assert not args
            assert "block_lookup" not in kwargs
            blocks = field.stream_block.child_blocks
            assert len(blocks) <= 10
            for block in blocks.values():
                assert block.meta.icon != "placeholder"
                assert str(block.meta.description)


def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@types()
def test_type_documents_its_public_fields(content_type):
    text = (Path(content_type.path) / "README.md").read_text(encoding="utf-8")
    for model in content_type.get_models():
        for field in APIField.get_fields_for_model(model):
            assert f"`{field.name}`" in text, f"{model._meta.label}.{field.name}"
