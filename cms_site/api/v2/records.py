"""The endpoint of a record type: the router makes one for each type that declares it."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from cms_site.api.v2.views import ContentViewSet


class RecordViewSet(ContentViewSet):
    """The records of one type; a subclass per type is made by the router."""

    body_fields = ["id"]
    meta_fields = [
        *ContentViewSet.identity_fields,
        "translations",
    ]

    @classmethod
    def get_meta_fields(cls, model):
        published = [
            name
            for name in ("first_published_at", "last_published_at")
            if any(f.name == name for f in model._meta.fields)
        ]
        slug = ["slug"] if any(f.name == "slug" for f in model._meta.fields) else []
        return cls._convert_api_fields([*cls.meta_fields, *slug, *published])

    @classmethod
    def get_body_fields(cls, model):
        fields = cls._convert_api_fields([*cls.body_fields, *model.api_fields])
        return [field for field in fields if field.name != "slug"]

    @classmethod
    def get_listing_default_fields(cls, model):
        return [
            f.name
            for f in (*cls.get_meta_fields(model), *cls.get_body_fields(model))
            if not _is_many(model, f.name)
        ]

    @classmethod
    def get_nested_default_fields(cls, model):
        return ["id", "type", "uuid", "detail_url", *getattr(model, "api_nested_fields", ())]

    def get_queryset(self) -> QuerySet:
        return self.model.objects.public().order_by("pk")

    def told(self, serializer_class, items: list[Model]) -> list[dict]:
        with self.telling_in(self.language):
            self.served = tuple(sorted({self.language_of(item) for item in items}))
        return super().told(serializer_class, items)


def _is_many(model: type[Model], name: str) -> bool:
    """Whether ``name`` is a relation to many objects, which lists show only when asked."""
    return any(
        f.name == name and (f.one_to_many or f.many_to_many) for f in model._meta.get_fields()
    )
