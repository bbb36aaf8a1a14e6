"""The kit: what a content type is made of. It imports no content type.

Only what may be imported before Django's models are ready stands here; models are in
``cms_site.content.pages`` and ``cms_site.content.records``.
"""

from cms_site.content.content_type import ContentType

__all__ = ["ContentType"]
