"""Posted forms that are not read: those that no browser of an editor sends, and those that are too large."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock


class UnreadableForm(BadRequest):
    """A form that tells nothing which could be shown again for correction."""

    def __init__(self, field: str) -> None:
        super().__init__(_("The form cannot be read: %(field)s.") % {"field": field})


def too_large(error: Exception | None) -> str | None:
    """Return what is too large of the form that ``error`` refuses, or ``None`` where it is about something else."""
    if isinstance(error, RequestDataTooBig):
        most = number_format(settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20, 1)
        return _("The texts of this form are too large: %(most)s MB together at most.") % {
            "most": most
        }
    if isinstance(error, TooManyFieldsSent):
        most = number_format(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, force_grouping=True)
        return _("This form has too many fields: %(most)s at most.") % {"most": most}
    return None


def refuse_unreadable_streams() -> None:
    """Have streams and lists of blocks say what they cannot read; called once, at the start.

    Wagtail takes what its script counted for granted. A wrong count is an error of the server's then, and
    a negative one empties the body.
    """
    for block in (BaseStreamBlock, ListBlock):
        block.value_from_datadict = _counted(block.value_from_datadict)


def _counted(read: Callable) -> Callable:
    @wraps(read)
    def value_from_datadict(self, data, files, prefix: str):
        orders = set()
        for number in range(_number(data, f"{prefix}-count", len(data))):
            block = f"{prefix}-{number}"
            if f"{block}-deleted" not in data:
                raise UnreadableForm(f"{block}-deleted")
            if data[f"{block}-deleted"]:
                continue
            order = _number(data, f"{block}-order", len(data))
            # Two at one place would be put in order by what they say, which has none.
            if order in orders:
                raise UnreadableForm(f"{block}-order")
            orders.add(order)
            if isinstance(self, BaseStreamBlock) and f"{block}-type" not in data:
                raise UnreadableForm(f"{block}-type")
        return read(self, data, files, prefix)

    return value_from_datadict


def _number(data, name: str, most: int) -> int:
    """Return the number posted as ``name``; there cannot be more blocks than fields."""
    try:
        number = int(data[name])
    except (KeyError, ValueError) as error:
        raise UnreadableForm(name) from error
    if not 0 <= number <= most:
        raise UnreadableForm(name)
    return number
