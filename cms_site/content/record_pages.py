"""Where a record has a public page: below the page that serves its type, in each language."""

from __future__ import annotations

from django.db.models import Model

from cms_site.content.content_type import page_models
from cms_site.content.visibility import Visibility


class RecordPages:
    """The public pages of records, asked per type once: one query, however many records."""

    @classmethod
    def of(cls, request) -> RecordPages:
        """Return the request's record pages, made on the first call."""
        if not hasattr(request, "_record_pages"):
            request._record_pages = cls(Visibility.of(request), request)
        return request._record_pages

    def __init__(self, visibility: Visibility, request=None) -> None:
        self.visibility = visibility
        self.request = request
        self._bases: dict[type[Model], dict[str, str]] = {}

    def bases(self, model: type[Model]) -> dict[str, str]:
        """Return, per language, the absolute address below which records of ``model`` have pages."""
        if model not in self._bases:
            label = model._meta.label
            bases = {}
            for page_model in page_models():
                if getattr(page_model, "serves_record", None) == label:
                    pages = self.visibility.pages(page_model.objects.select_related("locale"))
                    for page in pages.order_by("-path"):
                        bases[page.locale.language_code] = page.get_full_url(self.request)
            self._bases[model] = bases
        return self._bases[model]

    def urls(self, record: Model) -> dict[str, str]:
        """Return the absolute address of ``record``'s page per language; {} where it has none."""
        if not self.visibility.allows(record):
            return {}
        return {code: f"{base}{record.slug}/" for code, base in self.bases(type(record)).items()}
