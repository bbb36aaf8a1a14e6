"""Loading a content set into the database: once, and never over what staff did with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.files import File
from django.db import models, transaction
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Locale, Page, Site, TranslatableMixin

from cms_site.content.words import words_of
from cms_site.discovery import discover
from cms_site.operations.content_set import ContentError, Item, is_words, leave_out, read
from cms_site.operations.models import LoadedItem


class Loader:
    """Loads one content set.

    Records come first, in the order in which they refer to each other; then the pages, twice: bare,
    so that they can refer to each other, and complete; then what refers to pages.
    """

    def __init__(self, folder: Path, report: Callable[[str], None] = lambda line: None) -> None:
        self.content_set = folder.name
        self.report = report
        items = read(folder)
        self.items = leave_out(items, _labels_not_installed())
        if left_out := len(items) - len(self.items):
            report(f"{left_out} items are of content types that are not installed; left out")
        self.locales: dict[str, Locale] = {}
        self.loaded: set[tuple[str, str]] = set()
        self.done: set[str] = set()
        self.created = 0

    @transaction.atomic
    def load(self) -> int:
        """Load what was not loaded before and return how many objects were made."""
        self.locales = {
            code: Locale.objects.get_or_create(language_code=code)[0]
            for code, _name in settings.LANGUAGES
        }
        self.loaded = set(
            LoadedItem.objects.filter(content_set=self.content_set).values_list("key", "locale")
        )
        pages = [item for item in self.items.values() if self._is_page(item)]
        page_keys = {item.key for item in pages}
        others = [item for item in self.items.values() if item.key not in page_keys]
        before = [item for item in others if not item.references & page_keys]
        for item in before:
            self._load_record(item)
        bare = [made for item in self._by_depth(pages) for made in self._make_bare(item)]
        for item, code, page in bare:
            self._complete(item, code, page)
        for item in others:
            self._load_record(item)
        return self.created

    # --- records

    def _load_record(self, item: Item) -> None:
        if item.key in self.done:
            return
        self.done.add(item.key)
        for key in sorted(item.references):
            if not self._is_page(self.items[key]):
                self._load_record(self.items[key])
        if (item.key, "") in self.loaded:
            return
        model = self._model(item)
        identity = "site" if hasattr(model, "site") and not hasattr(model, "uuid") else "uuid"
        value = Site.objects.get(is_default_site=True) if identity == "site" else item.uuid
        if not model._default_manager.filter(**{identity: value}).exists():
            record = model(**{identity: value})
            self._fill(item, record, item.fields, None)
            self._save(item, record)
            self.created += 1
        LoadedItem.objects.create(content_set=self.content_set, key=item.key)

    def _save(self, item: Item, record: models.Model) -> None:
        try:
            record.full_clean(exclude=["file"])
            record.save()
            if isinstance(record, DraftStateMixin):
                record.save_revision().publish()
        except ValidationError as error:
            raise item.error(_flat(error)) from error

    # --- pages

    def _by_depth(self, pages: list[Item]) -> list[Item]:
        def depth(item: Item) -> int:
            return 0 if item.parent in (None, "root") else 1 + depth(self.items[item.parent])

        return sorted(pages, key=depth)

    def _make_bare(self, item: Item) -> list[tuple[Item, str, Page]]:
        made = []
        model = self._model(item)
        titles = item.fields.get("title")
        if not is_words(titles):
            raise item.error("a page needs its title per language")
        for code in self.locales:
            if code not in titles or (item.key, code) in self.loaded:
                continue
            LoadedItem.objects.create(content_set=self.content_set, key=item.key, locale=code)
            if self._page(item.key, code) is not None:
                continue
            if item.parent == "root":
                parent = Page.get_first_root_node()
            else:
                parent = self._page(item.parent, code)
            if parent is None:
                self.report(f"{item.key} ({code}): its section is gone; left out")
                continue
            page = model(
                translation_key=item.uuid,
                locale=self.locales[code],
                slug=item.fields.get("slug") or code,
                live=False,
            )
            self._fill(item, page, item.fields, code, with_references=False)
            try:
                parent.specific.add_child(instance=page)
            except ValidationError as error:
                raise item.error(_flat(error)) from error
            if item.parent == "root" and code == settings.LANGUAGE_CODE:
                _make_root_of_site(page)
            self.created += 1
            made.append((item, code, page))
        return made

    def _complete(self, item: Item, code: str, page: Page) -> None:
        page = page.specific_class.objects.get(pk=page.pk)
        self._fill(item, page, item.fields, code)
        try:
            page.full_clean()
            page.save_revision().publish()
        except ValidationError as error:
            raise item.error(_flat(error)) from error

    # --- fields

    def _fill(
        self, item: Item, obj, values: dict, code: str | None, with_references: bool = True
    ) -> None:
        """Set the fields of ``obj``; without references, only those that refer to nothing."""
        columns = {words.name for words in words_of(type(obj))}
        children = {r.get_accessor_name(): r for r in get_all_child_relations(type(obj))}
        for name, value in values.items():
            if name in columns:
                for language, text in value.items():
                    setattr(obj, f"{name}_{language}", text)
            elif name in children:
                if with_references:
                    self._fill_children(item, obj, children[name], value, code)
            else:
                try:
                    field = obj._meta.get_field(name)
                except FieldDoesNotExist:
                    raise item.error(f"{obj._meta.label} has no field '{name}'") from None
                if field.is_relation or isinstance(field, StreamField):
                    if with_references:
                        self._fill_relation(item, obj, field, value, code)
                else:
                    setattr(obj, name, self._plain(item, field, value, code))

    def _plain(self, item: Item, field: models.Field, value, code: str | None):
        if is_words(value):
            if code is None:
                raise item.error(f"'{field.name}' has no columns per language")
            value = value.get(code, "")
        if isinstance(field, models.FileField):
            return File((item.source.parent / value).open("rb"), name=Path(value).name)
        if isinstance(field, models.DecimalField):
            return Decimal(value)
        return value

    def _fill_relation(self, item: Item, obj, field: models.Field, value, code: str | None) -> None:
        if isinstance(field, StreamField):
            raw = [
                {
                    "type": block["type"],
                    "value": self._stream(item, block["value"], code),
                    "id": str(uuid.uuid5(item.uuid, f"{field.name}/{number}")),
                }
                for number, block in enumerate(value)
            ]
            setattr(obj, field.name, blocks.StreamValue(field.stream_block, raw, is_lazy=True))
        elif isinstance(field, ParentalManyToManyField | models.ManyToManyField):
            found = [self._resolve(reference, code) for reference in value]
            getattr(obj, field.name).set([target for target in found if target is not None])
        else:
            setattr(obj, field.name, self._resolve(value, code))

    def _fill_children(self, item: Item, obj, relation, rows: list[dict], code: str | None) -> None:
        made = []
        for number, row in enumerate(rows):
            child = relation.related_model(sort_order=number)
            identity = uuid.uuid5(item.uuid, f"{relation.get_accessor_name()}/{number}")
            if isinstance(child, TranslatableMixin):
                child.locale = self.locales[code]
                child.translation_key = identity
            elif hasattr(child, "uuid"):
                child.uuid = identity
            self._fill(item, child, row, code)
            made.append(child)
        getattr(obj, relation.get_accessor_name()).set(made)

    def _stream(self, item: Item, value, code: str | None):
        """Return the raw form of a block's value in the language ``code``."""
        if is_words(value):
            return value.get(code, "")
        if isinstance(value, str) and value.startswith("@"):
            target = self._resolve(value, code)
            return target.pk if target is not None else None
        if isinstance(value, dict):
            return {key: self._stream(item, inner, code) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._stream(item, inner, code) for inner in value]
        return value

    # --- looking up

    def _model(self, item: Item) -> type[models.Model]:
        try:
            return apps.get_model(item.model)
        except (LookupError, ValueError):
            raise item.error(f"there is no model '{item.model}'") from None

    def _is_page(self, item: Item) -> bool:
        return issubclass(self._model(item), Page)

    def _page(self, key: str, code: str) -> Page | None:
        return Page.objects.filter(
            translation_key=self.items[key].uuid, locale=self.locales[code]
        ).first()

    def _resolve(self, reference: str, code: str | None) -> models.Model | None:
        """Return what ``"@key"`` refers to: a page in the language ``code``, else a record."""
        item = self.items[reference.removeprefix("@")]
        if self._is_page(item):
            page = self._page(item.key, code or settings.LANGUAGE_CODE)
            return page.specific if page is not None else None
        return self._model(item)._default_manager.filter(uuid=item.uuid).first()


def _labels_not_installed() -> set[str]:
    """Return the labels of the content types that are there, but that the start leaves out."""
    installed = {source.label for source in settings.CONTENT_TYPES}
    return {source.label for source in discover(settings.BASE_DIR)} - installed


def _make_root_of_site(page: Page) -> None:
    """Make ``page`` the root of the default site in place of Wagtail's welcome page."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
        return
    welcome = site.root_page
    site.root_page = page
    site.save()
    if welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()


def _flat(error: ValidationError) -> str:
    if hasattr(error, "message_dict"):
        return "; ".join(f"{name}: {' '.join(m)}" for name, m in error.message_dict.items())
    return " ".join(error.messages)


def load_content(folder: Path, report: Callable[[str], None] = lambda line: None) -> int:
    """Load the content set in ``folder``; return how many objects were made.

    All or nothing. Raises ``ContentError``.
    """
    return Loader(folder, report).load()


__all__ = ["ContentError", "load_content"]
