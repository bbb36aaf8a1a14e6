"""Ways in which people and programs change public content, for the property test to draw from.

Each takes a source of choices and does something that may or may not be seen by the public.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from cms_site.content.factories import factory_for
from pages.agreements.models import AgreementPage
from pages.success_stories.models import SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.partners.models import Partner
from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset, Observation

ITEMS = (TrainingReportPage, AgreementPage, SuccessStoryPage)


class Choices:
    """Draws numbers from hypothesis and objects from the database."""

    def __init__(self, draw: Callable[[int], int]) -> None:
        self.number = draw

    def of(self, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True))
        return queryset.model.objects.get(pk=keys[self.number(len(keys))]) if keys else None

    def item(self) -> Page | None:
        return self.of(ITEMS[self.number(len(ITEMS))].objects.all())

    def below_home(self) -> Page | None:
        return self.of(Page.objects.filter(depth__gt=2))

    def word(self) -> str:
        return f"word-{self.number(1000)}"


def edit_and_publish(choose: Choices) -> None:
    page = choose.item()
    page.title = choose.word()
    page.save_revision().publish()


def save_a_draft(choose: Choices) -> None:
    page = choose.item()
    page.title = choose.word()
    page.save_revision()


def save_the_live_row(choose: Choices) -> None:
    page = choose.item()
    page.slug = choose.word() + f"-{page.pk}"
    page.save()


def publish_what_is_not(choose: Choices) -> None:
    page = choose.of(Page.objects.filter(live=False, depth__gt=2))
    if page:
        page.specific.save_revision().publish()


def unpublish(choose: Choices) -> None:
    choose.below_home().specific.unpublish()


def create(choose: Choices) -> None:
    sibling = choose.item()
    factory_for(type(sibling))(
        parent=sibling.get_parent(), slug=f"new-{choose.number(10**9)}", live=bool(choose.number(2))
    )


def delete(choose: Choices) -> None:
    choose.item().delete()


def move(choose: Choices) -> None:
    page = choose.below_home()
    target = choose.of(Page.objects.filter(depth__gt=1, locale=page.locale))
    if not (target.path.startswith(page.path) or target.get_children().filter(slug=page.slug)):
        page.move(target, pos="last-child")


def reorder(choose: Choices) -> None:
    page = choose.below_home()
    page.move(choose.of(page.get_siblings()), pos="left")


def copy(choose: Choices) -> None:
    page = choose.item()
    page.copy(recursive=True, update_attrs={"slug": f"copy-{choose.number(10**9)}"})


def make_alias(choose: Choices) -> None:
    page = choose.item()
    page.create_alias(parent=page.get_parent(), update_slug=f"alias-{choose.number(10**9)}")


def restrict(choose: Choices) -> None:
    PageViewRestriction.objects.create(page=choose.below_home(), restriction_type="login")


def move_a_restriction(choose: Choices) -> None:
    PageViewRestriction.objects.update(page=choose.below_home())


def lift_a_restriction(choose: Choices) -> None:
    PageViewRestriction.objects.all().delete()


def change_children(choose: Choices) -> None:
    page = choose.of(TrainingReportPage.objects.all())
    page.modules.all().delete()
    page.save()


def rename_a_record(choose: Choices) -> None:
    model = (Cooperative, Partner, Sector)[choose.number(3)]
    record = choose.of(model.objects.all())
    model.objects.filter(pk=record.pk).update(name_fr=choose.word(), name_ar=choose.word())


def toggle_a_record(choose: Choices) -> None:
    record = choose.of((Cooperative, Dataset)[choose.number(2)].objects.all())
    if record.live:
        record.unpublish()
    else:
        record.save_revision().publish()


def create_a_record(choose: Choices) -> None:
    factory_for(Cooperative)(name_fr=choose.word())


def delete_a_record(choose: Choices) -> None:
    choose.of(Cooperative.objects.all()) and choose.of(Cooperative.objects.all()).delete()


def change_a_figure(choose: Choices) -> None:
    figure = choose.of(Observation.objects.all())
    Observation.objects.filter(pk=figure.pk).update(value=choose.number(1000), as_published="")


def file_into_a_collection(choose: Choices) -> None:
    collection = choose.of(Collection.objects.all())
    image = choose.of(get_image_model().objects.all())
    get_image_model().objects.filter(pk=image.pk).update(collection=collection)
    get_document_model().objects.update(collection=collection)


def restrict_a_collection(choose: Choices) -> None:
    new = Collection.get_first_root_node().add_child(name=choose.word())
    CollectionViewRestriction.objects.create(collection=new, restriction_type="login")


def move_a_collection(choose: Choices) -> None:
    some = choose.of(Collection.objects.filter(depth__gt=1))
    target = choose.of(Collection.objects.all())
    if some and not target.path.startswith(some.path):
        some.move(target, "sorted-child")


def open_the_collections(choose: Choices) -> None:
    CollectionViewRestriction.objects.all().delete()


def tag_an_image(choose: Choices) -> None:
    choose.of(get_image_model().objects.all()).tags.set([choose.word()])


def type_sql(choose: Choices) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_page SET title = %s WHERE id = %s",
            [choose.word(), choose.item().pk],
        )


def empty_a_table_of_children(choose: Choices) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_objective")


ACTIONS = [
    edit_and_publish,
    save_a_draft,
    save_the_live_row,
    publish_what_is_not,
    unpublish,
    create,
    delete,
    move,
    reorder,
    copy,
    make_alias,
    restrict,
    move_a_restriction,
    lift_a_restriction,
    change_children,
    rename_a_record,
    toggle_a_record,
    create_a_record,
    delete_a_record,
    change_a_figure,
    file_into_a_collection,
    restrict_a_collection,
    move_a_collection,
    open_the_collections,
    tag_an_image,
    type_sql,
    empty_a_table_of_children,
]
