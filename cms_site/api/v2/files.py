"""The endpoints of images and documents."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms_site.api.v2 import serializers
from cms_site.api.v2.views import ContentViewSet


class FilesViewSet(ContentViewSet):
    """Images or documents in public collections."""

    body_fields = ["id", "title"]
    meta_fields = [
        *ContentViewSet.identity_fields,
        "translations",
        "tags",
        "download_url",
    ]
    listing_default_fields = ["id", *meta_fields, "title"]
    nested_default_fields = ["id", "type", "detail_url", "title", "download_url"]

    @classmethod
    def get_meta_fields(cls, model):
        return cls._convert_api_fields(cls.meta_fields)

    def get_queryset(self) -> QuerySet:
        return self.visibility.files(self.model.objects.order_by("pk")).prefetch_related("tags")


class ImagesViewSet(FilesViewSet):
    """Images, each with the sources a browser chooses from."""

    model = get_image_model()
    name = "images"
    base_serializer_class = serializers.ContentImageSerializer
    sources = ("alt", "focal_point", "src", "srcset", "sizes")
    body_fields = [*FilesViewSet.body_fields, "width", "height", *sources]
    listing_default_fields = [*FilesViewSet.listing_default_fields, *sources]
    nested_default_fields = ["id", "type", "uuid", "detail_url", *body_fields[1:]]


class DocumentsViewSet(FilesViewSet):
    """Documents."""

    model = get_document_model()
    name = "documents"
    base_serializer_class = serializers.ContentDocumentSerializer
