"""Serving uploaded files: an image goes out only while the public may see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.static import serve

from cms_site.content.visibility import Visibility
from cms_site.library.models import LibraryDocument, LibraryImage, LibraryRendition

IMMUTABLE = "public, max-age=31536000, immutable"
NOT_KEPT = "private, no-store"


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
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # a name that no file can have
        raise Http404 from error
    # A file name is never used again for other bytes: a replaced image gets a new one.
    response["Cache-Control"] = NOT_KEPT if is_restricted else IMMUTABLE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def document(serve_document: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put the right headers on what Wagtail's document views answer.

    Nobody may keep a document of a restricted collection, or the way to it; a public one is to be asked
    for anew each time, because it may be replaced or become restricted at its very address.
    """

    @wraps(serve_document)
    def served(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # A document that came without a form has no hash, and Wagtail an empty tag for any of its files.
        if request.headers.get("If-None-Match") == '""':
            del request.META["HTTP_IF_NONE_MATCH"]
        response = serve_document(request, *args, **kwargs)
        if response.get("ETag") == '""':
            del response["ETag"]
        if response.get("Content-Encoding") == "None":
            del response["Content-Encoding"]
        response["Cache-Control"] = "no-cache" if _is_public_document(request, args) else NOT_KEPT
        return response

    return served


def _is_public_document(request: HttpRequest, args: tuple) -> bool:
    documents = LibraryDocument.objects.filter(pk=args[0] if args else None)
    collection = documents.values_list("collection", flat=True).first()
    return (
        collection is not None
        and collection not in Visibility.of(request).restricted_collection_ids
    )
