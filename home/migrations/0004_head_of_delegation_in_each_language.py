from django.db import migrations, models

FIELD = "head_of_delegation"
LANGUAGES = ("ar", "fr", "en")


def keep_in_its_script(apps, schema_editor):
    """A name that was written once stays: in Arabic if it is in Arabic letters, else in the other languages."""
    for own in apps.get_model("home", "SiteSettings").objects.exclude(head_of_delegation_once=""):
        name = own.head_of_delegation_once
        is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
        for language in ("ar",) if is_arabic else ("fr", "en"):
            setattr(own, f"{FIELD}_{language}", name)
        own.save()


def back_to_one(apps, schema_editor):
    for own in apps.get_model("home", "SiteSettings").objects.all():
        names = (getattr(own, f"{FIELD}_{language}") for language in LANGUAGES)
        own.head_of_delegation_once = next(filter(None, names), "")
        own.save()


class Migration(migrations.Migration):
    dependencies = [("home", "0003_place_on_a_map")]

    operations = [
        migrations.RenameField("sitesettings", FIELD, f"{FIELD}_once"),
        *(
            migrations.AddField(
                "sitesettings",
                f"{FIELD}_{language}",
                models.CharField(
                    blank=True,
                    default="",
                    max_length=160,
                    verbose_name="head of the delegation",
                ),
            )
            for language in LANGUAGES
        ),
        migrations.RunPython(keep_in_its_script, back_to_one),
        migrations.RemoveField("sitesettings", f"{FIELD}_once"),
    ]
