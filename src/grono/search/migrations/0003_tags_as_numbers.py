from django.db import migrations, models

# The numbers stand big-endian, as ``int4send`` writes them and ``grono.search.tags`` reads them.
PACK = """
    INSERT INTO search_tag (name) SELECT DISTINCT unnest(tags) FROM search_record;
    UPDATE search_record record SET packed = (
        SELECT coalesce(string_agg(int4send(tag.id::int), ''::bytea ORDER BY tag.id), ''::bytea)
        FROM search_tag tag WHERE tag.name = ANY(record.tags)
    );
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_vectors_and_words")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
            ],
            options={"verbose_name": "tag", "verbose_name_plural": "tags"},
        ),
        migrations.AddField("record", "packed", models.BinaryField(default=b"")),
        migrations.RunSQL(PACK, migrations.RunSQL.noop),
        migrations.RemoveField("record", "tags"),
        migrations.RenameField("record", "packed", "tags"),
    ]
