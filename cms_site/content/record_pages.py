"""Where a record has a public page: below the page that serves its type, in each language."""

from __future__ import annotations

from django.db.models import Model
from wagtail.models import Page

from cms_site.content.content_type import page_models
from cms_site.content.remembered import remembered
from cms_site.content.visibility import Visibility


class RecordPages:
    """The public pages of records: one query for each type of record, however many there are."""

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
            # The journal, which has no request, asks what holds before the version says so.
            pages = serving_now(label, self.visibility) if self.request is None else serving(label)
            self._bases[model] = {
                page.locale.language_code: page.get_full_url(self.request) for page in pages
            }
        return self._bases[model]

    def urls(self, record: Model) -> dict[str, str]:
        """Return the absolute address of ``record``'s page per language; {} where it has none."""
        if not self.visibility.allows(record):
            return {}
        return {code: f"{base}{record.slug}/" for code, base in self.bases(type(record)).items()}


@remembered
def serving(label: str) -> list[Page]:
    """Return the public pages below which records of the model with ``label`` have theirs, all sites' and languages'."""
    return serving_now(label, Visibility())


def serving_now(label: str, visibility: Visibility) -> list[Page]:
    """Return the same as ``serving`` as it stands in the database, whatever is remembered."""
    models = [model for model in page_models() if getattr(model, "serves_record", None) == label]
    return [
        page
        for model in models
        for page in visibility.pages(model.objects.select_related("locale")).order_by("-path")
    ]
