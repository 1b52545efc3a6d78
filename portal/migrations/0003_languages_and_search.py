import portal.fields
from django.db import migrations, models


# The pairs that begin at every second letter, then those that begin between: ten times as fast as one by one.
PAIRS = r"""
CREATE OR REPLACE FUNCTION portal_pairs(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(
        regexp_replace($1, '(..)', E'\\1\x01', 'g') || E'\x01' ||
        regexp_replace(substr($1, 2), '(..)', E'\\1\x01', 'g'),
        E'\x01'
    )
$$
"""


def prepare_search(apps, schema_editor):
    """What PostgreSQL needs for `portal.fields.WordsIndex`: trigrams, and pairs for words of two letters.

    The owner of a database may install pg_trgm in it: it is a trusted extension.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(PAIRS)


def describe(apps, schema_editor):
    """A title in [brackets] was our own description: it has a place of its own now, in three languages."""
    for source in apps.get_model("portal", "Source").objects.filter(title__startswith="["):
        source.description_en, source.title = source.title.strip("[]"), ""
        source.save()


def title(apps, schema_editor):
    for source in apps.get_model("portal", "Source").objects.filter(title=""):
        source.title = f"[{source.description_en}]"
        source.save()


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_change'),
    ]

    operations = [
        migrations.RunPython(prepare_search, migrations.RunPython.noop),
        # what folding is has changed: a generated column is made anew, not altered
        migrations.RemoveField('organization', 'folded'),
        migrations.RemoveField('person', 'folded'),
        migrations.RemoveField('source', 'folded'),
        migrations.AlterModelOptions(
            name='source',
            options={'ordering': ['publisher_en', 'slug'], 'verbose_name': 'source', 'verbose_name_plural': 'sources'},
        ),
        migrations.RemoveConstraint(
            model_name='source',
            name='portal_source_title_is_filled',
        ),
        migrations.RemoveConstraint(
            model_name='source',
            name='portal_source_publisher_is_filled',
        ),
        migrations.RemoveIndex(
            model_name='source',
            name='portal_source_order',
        ),
        migrations.RenameField(
            model_name='historicalsource',
            old_name='publisher',
            new_name='publisher_en',
        ),
        migrations.RenameField(
            model_name='source',
            old_name='publisher',
            new_name='publisher_en',
        ),
        migrations.RenameField(
            model_name='historicalorganization',
            old_name='city',
            new_name='city_en',
        ),
        migrations.RenameField(
            model_name='organization',
            old_name='city',
            new_name='city_en',
        ),
        migrations.AlterField(
            model_name='historicalorganization',
            name='city_en',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='historicalorganization',
            name='city_ja',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='historicalorganization',
            name='city_ru',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='description_en',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='description_ja',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='description_ru',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='publisher_ja',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='publisher'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='publisher_ru',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='publisher'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='city_en',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='organization',
            name='city_ja',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='organization',
            name='city_ru',
            field=models.CharField(blank=True, default='', max_length=100, verbose_name='city'),
        ),
        migrations.AddField(
            model_name='source',
            name='description_en',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='source',
            name='description_ja',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='source',
            name='description_ru',
            field=models.CharField(blank=True, default='', help_text='What it is, in our words. Shown in [brackets] where no title is recorded.', max_length=300, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='source',
            name='publisher_ja',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='publisher'),
        ),
        migrations.AddField(
            model_name='source',
            name='publisher_ru',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='publisher'),
        ),
        migrations.AlterField(
            model_name='historicalsource',
            name='title',
            field=models.CharField(blank=True, help_text='As it stands on the source, in its language. Empty: not recorded.', max_length=300, verbose_name='title'),
        ),
        migrations.AlterField(
            model_name='source',
            name='title',
            field=models.CharField(blank=True, help_text='As it stands on the source, in its language. Empty: not recorded.', max_length=300, verbose_name='title'),
        ),
        migrations.RunPython(describe, title),
        migrations.AddField('organization', 'folded', portal.fields.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'sort_key', 'city_en', 'city_ja', 'city_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('person', 'folded', portal.fields.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'sort_key', 'slug')),
        migrations.AddField('source', 'folded', portal.fields.FoldedField('title', 'description_en', 'description_ja', 'description_ru', 'publisher_en', 'publisher_ja', 'publisher_ru', 'url', 'slug')),
        migrations.AddIndex(
            model_name='organization',
            index=portal.fields.WordsIndex(fields=['folded'], name='portal_org_words'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=portal.fields.WordsIndex(fields=['folded'], name='portal_person_words'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['publisher_en', 'slug'], name='portal_source_order'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=portal.fields.WordsIndex(fields=['folded'], name='portal_source_words'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('publisher_en', ''), _negated=True), name='portal_source_publisher_en_is_filled', violation_error_message='A required text is empty.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('description_en', ''), ('title', ''), _negated=True), name='portal_source_is_titled_or_described', violation_error_message='Give the title of the source or, where it is not known, describe it.'),
        ),
    ]
