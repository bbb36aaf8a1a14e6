from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class EquipmentType(ContentType):
    """Equipment that cooperatives share, and guides to its use."""

    name = "odco_equipment"
    label = "equipment"  # as in the entry point; a folder's label is its name
    verbose_name = _("Equipment")
    description = _("Equipment that cooperatives share, and guides to its use.")
