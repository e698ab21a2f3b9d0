from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("releases", "0007_references")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["redacted_at"], name="edition_redacted", condition=models.Q(redacted_at__isnull=False)
            ),
        ),
    ]
