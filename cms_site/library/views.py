"""Serving uploaded files: an image goes out only while the public may see it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.static import serve

from cms_site.content.visibility import Visibility
from cms_site.library.models import LibraryImage, LibraryRendition

IMMUTABLE = "public, max-age=31536000, immutable"


def media(request: HttpRequest, path: str) -> HttpResponse:
    """Answer an image file or a rendition.

    Images of a restricted collection go to those who may enter the editor only. Documents never go out
    here: Wagtail's own view serves them and asks for their collection's restriction.
    """
    collection = (
        LibraryRendition.objects.filter(file=path)
        .values_list("image__collection", flat=True)
        .first()
        or LibraryImage.objects.filter(file=path).values_list("collection", flat=True).first()
    )
    is_restricted = (
        collection is None or collection in Visibility.of(request).restricted_collection_ids
    )
    if is_restricted and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    # A file name is never used again for other bytes: a replaced image gets a new one.
    response["Cache-Control"] = "private, no-store" if is_restricted else IMMUTABLE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
