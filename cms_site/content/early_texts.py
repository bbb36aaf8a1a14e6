"""What Wagtail says in the language in which its modules were imported: made to follow the reader's."""

from __future__ import annotations

# Wagtail's catalogues have these words, or the frame's, under its name: not to be extracted from here.
from django.utils.translation import gettext_lazy as wagtails


def read_in_language() -> None:
    """Have these texts read in the language of whoever looks; called once, at the start."""
    from wagtail.admin.forms.collections import GroupCollectionManagementPermissionFormSet
    from wagtail.admin.viewsets.chooser import ChooserViewSet
    from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
    from wagtail.contrib.redirects.views import IndexView as RedirectsView
    from wagtail.documents.forms import GroupDocumentPermissionFormSet
    from wagtail.forms import TaskStateCommentForm
    from wagtail.images.forms import GroupImagePermissionFormSet

    ChooserViewSet.choose_one_text = wagtails("Choose")
    ChooserViewSet.choose_another_text = wagtails("Choose another")
    ChooserViewSet.edit_item_text = wagtails("Edit")
    ChooserViewSet.search_tab_label = wagtails("Search")
    ChooserViewSet.create_action_label = wagtails("Create")
    TaskStateCommentForm.base_fields["comment"].label = wagtails("Comment")

    kind = RedirectsReportFilterSet.base_filters["is_permanent"]
    kind.label = wagtails("Type")
    kind.extra["empty_label"] = wagtails("All")
    kind.extra["choices"] = ((True, wagtails("Permanent")), (False, wagtails("Temporary")))
    RedirectsView.export_headings = {
        "old_path": wagtails("From"),
        "site": wagtails("Site"),
        "link": wagtails("To"),
        "get_is_permanent_display": wagtails("Type"),
    }

    # Changed in place: the fields of the forms hold the same lists.
    GroupCollectionManagementPermissionFormSet.permission_types[:] = [
        ("add_collection", wagtails("Add"), wagtails("Add collections")),
        ("change_collection", wagtails("Edit"), wagtails("Edit collections")),
        ("delete_collection", wagtails("Delete"), wagtails("Delete collections")),
    ]
    GroupImagePermissionFormSet.permission_types[:] = [
        ("add_image", wagtails("Add"), wagtails("Add/edit images you own")),
        ("change_image", wagtails("Edit"), wagtails("Edit any image")),
        ("choose_image", wagtails("Choose"), wagtails("Select images in choosers")),
    ]
    GroupDocumentPermissionFormSet.permission_types[:] = [
        ("add_document", wagtails("Add"), wagtails("Add/edit documents you own")),
        ("change_document", wagtails("Edit"), wagtails("Edit any document")),
        ("choose_document", wagtails("Choose"), wagtails("Select documents in choosers")),
    ]
