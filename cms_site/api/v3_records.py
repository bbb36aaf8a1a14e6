"""What the v3 API tells of a related record that a property of a page or record gives."""

from __future__ import annotations

import json

from django.db.models import Model
from django.http import HttpRequest
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from wagtail.api.v3.schemas import read_generator


class RecordsRenderer(JSONRenderer):
    """Renders answers to JSON, records included, as those that a relation gives are told.

    Wagtail has schemas for fields and relations. What a property gives it takes as it is, and a
    record, or a list of them, is then no JSON.
    """

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> str:
        plain = NinjaJSONEncoder()

        def tell(value: object) -> object:
            if not isinstance(value, Model):
                return plain.default(value)
            schema = read_generator.get_reverse_related_schema(type(value))
            context = {"request": request, "response_status": response_status}
            return schema.model_validate(value, context=context).model_dump(context=context)

        return json.dumps(data, default=tell)
