"""The two groups of staff and the workflow between them.

Communications write and submit; Publishers publish. Made once: what an administrator changes in them
later stays, and what neither group has anything to do with yet is given to both.
"""

from __future__ import annotations

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_noop
from wagtail.contrib.settings.registry import registry as site_settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    DraftStateMixin,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.permissions import policy_registry

from cms_site.content.content_type import record_models

COMMUNICATIONS = gettext_noop("Communications")
PUBLISHERS = gettext_noop("Publishers")
# It has one name for staff of all languages.
WORKFLOW = "النشر · Publication"

PAGE_PERMISSIONS = {
    COMMUNICATIONS: ("add_page", "change_page"),
    PUBLISHERS: (
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    ),
}
# Whoever adds a file may change it; whoever may change all may also delete.
FILE_PERMISSIONS = {
    COMMUNICATIONS: ("add", "choose"),
    PUBLISHERS: ("add", "change", "choose"),
}


def ensure_roles() -> None:
    """Make the groups, their permissions and the workflow where they are missing."""
    root = Page.get_first_root_node()
    groups = {}
    for name in (COMMUNICATIONS, PUBLISHERS):
        groups[name], created = Group.objects.get_or_create(name=name)
        if created:
            _grant_pages(groups[name], root)
    _grant_files(groups)
    _grant_new_records(groups)
    _grant_settings(groups[PUBLISHERS])
    _ensure_workflow(groups[PUBLISHERS], root)


def _grant_pages(group: Group, root: Page) -> None:
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(
            content_type__app_label="wagtail_localize", codename="submit_translation"
        ),
    )
    for codename in PAGE_PERMISSIONS[group.name]:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)


def _grant_files(groups: dict[str, Group]) -> None:
    """Give images and documents to both groups, each where neither has a permission for them.

    Wagtail asks for the permissions of its own models, whatever the model in use.
    """
    collection = Collection.get_first_root_node()
    for model in (get_image_model(), get_document_model()):
        asked = policy_registry.get_by_type(model).auth_model
        permissions = Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(asked)
        )
        if GroupCollectionPermission.objects.filter(
            group__in=groups.values(), permission__in=permissions
        ).exists():
            continue
        for name, group in groups.items():
            for verb in FILE_PERMISSIONS[name]:
                permission = permissions.get(codename=get_permission_codename(verb, asked._meta))
                GroupCollectionPermission.objects.create(
                    group=group, collection=collection, permission=permission
                )


def _grant_settings(publishers: Group) -> None:
    """Let Publishers change each kind of site settings that no group may change yet."""
    for model in site_settings:
        permission = Permission.objects.get(
            content_type=ContentType.objects.get_for_model(model),
            codename=get_permission_codename("change", model._meta),
        )
        if not (
            Group.objects.filter(permissions=permission).exists()
            or GroupSitePermission.objects.filter(permission=permission).exists()
        ):
            publishers.permissions.add(permission)


def _grant_new_records(groups: dict[str, Group]) -> None:
    """Give each record type that no group has yet to both groups; publishing to Publishers only."""
    for model in record_models():
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        permissions = Permission.objects.filter(content_type=content_type)
        if Group.objects.filter(permissions__in=permissions).exists():
            continue
        for permission in permissions:
            verb = permission.codename.split("_")[0]
            groups[PUBLISHERS].permissions.add(permission)
            # Without drafts, a change is public at once: that is for Publishers.
            if verb in ("add", "change", "view") and issubclass(model, DraftStateMixin):
                groups[COMMUNICATIONS].permissions.add(permission)


def _ensure_workflow(publishers: Group, root: Page) -> None:
    task = GroupApprovalTask.objects.filter(groups=publishers).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.add(publishers)
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task)
        # Wagtail's own approval by "Moderators", on a tree that nobody has touched yet.
        WorkflowPage.objects.filter(page=root).delete()
        WorkflowPage.objects.create(workflow=workflow, page=root)
        Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
        Workflow.objects.filter(workflow_pages=None, workflow_states=None).exclude(
            pk=workflow.pk
        ).delete()
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        return
    for model in record_models():
        if issubclass(model, WorkflowMixin):
            content_type = ContentType.objects.get_for_model(model)
            WorkflowContentType.objects.get_or_create(
                content_type=content_type, defaults={"workflow": workflow}
            )
