"""Sectors of activity, in two levels: a sector and its branches."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms_site.content.declarations import api_fields, read_only
from cms_site.content.panels import words_panel
from cms_site.content.records import ContentRecord


class Sector(ContentRecord):
    """A sector, a branch of one, or an aggregate that statistics use."""

    class Level(models.TextChoices):
        SECTOR = "sector", _("sector")
        BRANCH = "branch", _("branch")
        SPECIAL = "special", _("special value")
        AGGREGATE = "aggregate", _("aggregate")

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9_-]+\Z", _("Give Latin letters, digits and hyphens, as AGRI.")
            )
        ],
    )
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.SECTOR)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("sector of the branch"),
        limit_choices_to={"level": Level.SECTOR},
    )

    named_in = ("ar",)
    menu = "reference"
    icon = "tag"
    api_endpoint = "sectors"
    code_fields = ("code",)
    api_fields = api_fields(
        "slug", "code", "level", "parent", "name_ar", "name_fr", "name_en"
    ) + read_only("name")
    api_nested_fields = ["name", "code"]
    list_display = ["__str__", "code", "level", "parent"]
    list_filter = ["level"]
    panels = [
        FieldPanel("code"),
        FieldPanel("level"),
        FieldPanel("parent"),
        words_panel("name", _("name")),
    ]

    class Meta(ContentRecord.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["code"]

    def clean(self) -> None:
        super().clean()
        if (self.level == self.Level.BRANCH) != bool(self.parent_id):
            raise ValidationError(
                {"parent": _("A branch has a sector above it; nothing else has.")}
            )
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A sector is no branch of itself.")})
        if self.parent_id and self.parent.level != self.Level.SECTOR:
            raise ValidationError({"parent": _("A branch belongs to a sector, not to this.")})
        if self.pk:
            self._refuse_what_its_users_do_not_allow()

    def _refuse_what_its_users_do_not_allow(self) -> None:
        """Refuse a level, or another sector above, with which others could not name it as they do."""
        for relation in self._meta.related_objects:
            model = relation.related_model
            users = model._default_manager.filter(**{relation.field.name: self.pk})
            if self._is_outside(relation.limit_choices_to) and users.exists():
                if model is type(self):
                    raise ValidationError({"level": _("It has branches; only a sector has.")})
                raise ValidationError(
                    {
                        "level": _("It is used where such a level cannot be chosen: %(names)s.")
                        % {"names": model._meta.verbose_name_plural}
                    }
                )
            # What names a branch names the sector above it in the field beside.
            beside = {field.name for field in model._meta.fields} & {"sector"}
            moved = users.exclude(sector=self.parent_id) if beside else users.none()
            if relation.field.name == "branch" and moved.exists():
                raise ValidationError(
                    {
                        "parent": _("It is named as a branch of another sector: %(names)s.")
                        % {"names": model._meta.verbose_name_plural}
                    }
                )

    def _is_outside(self, choices) -> bool:
        if not isinstance(choices, dict):
            return False
        return self.level not in choices.get("level__in", [choices.get("level", self.level)])
