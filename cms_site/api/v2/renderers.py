"""JSON as every endpoint tells it: UTF-8, no escapes, no indentation."""

from __future__ import annotations

import orjson
from rest_framework.renderers import BaseRenderer


def encoded(data) -> bytes:
    """Return ``data`` as JSON; lazy texts and other values that JSON has no form for as text."""
    return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


class JSON(BaseRenderer):
    """The renderer of the API's viewsets."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        return b"" if data is None else encoded(data)
