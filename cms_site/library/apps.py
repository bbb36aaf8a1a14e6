from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Images and documents of the site."""

    name = "cms_site.library"
    label = "library"
    verbose_name = _("Library")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.admin.views import collections

        from cms_site.library.forms import LibraryCollectionForm
        from cms_site.library.image_files import refuse_broken_images

        # Wagtail has a setting for the forms of images and documents, and none for this one.
        for view in (collections.Create, collections.Edit):
            view.form_class = LibraryCollectionForm
        refuse_broken_images()
