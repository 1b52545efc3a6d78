import portal.fields.generated
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_revision'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='organization',
            name='portal_org_words',
        ),
        migrations.RemoveIndex(
            model_name='person',
            name='portal_person_words',
        ),
        migrations.RemoveIndex(
            model_name='source',
            name='portal_source_words',
        ),
        migrations.RemoveField(
            model_name='organization',
            name='folded',
        ),
        migrations.RemoveField(
            model_name='person',
            name='folded',
        ),
        migrations.RemoveField(
            model_name='source',
            name='folded',
        ),
        migrations.AddField(
            model_name='organization',
            name='folded',
            field=portal.fields.generated.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'sort_key', 'city_en', 'city_ja', 'city_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
        ),
        migrations.AddField(
            model_name='person',
            name='folded',
            field=portal.fields.generated.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'sort_key', 'slug', version=2),
        ),
        migrations.AddField(
            model_name='source',
            name='folded',
            field=portal.fields.generated.FoldedField('title', 'description_en', 'description_ja', 'description_ru', 'publisher_en', 'publisher_ja', 'publisher_ru', 'url', 'slug', version=2),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_org_words'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_person_words'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_source_words'),
        ),
    ]
