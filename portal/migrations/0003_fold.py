import portal.fields.generated
import portal.fields.sorting
from django.db import migrations, models

from portal.management.operations import RemakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0002_revision'),
    ]

    operations = [
        RemakeTables([
            migrations.AlterModelOptions(
                name='organization',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='person',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='source',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.RemoveIndex(
                model_name='organization',
                name='portal_org_order',
            ),
            migrations.RemoveIndex(
                model_name='organization',
                name='portal_org_country',
            ),
            migrations.RemoveIndex(
                model_name='organization',
                name='portal_org_kind',
            ),
            migrations.RemoveIndex(
                model_name='organization',
                name='portal_org_words',
            ),
            migrations.RemoveIndex(
                model_name='person',
                name='portal_person_order',
            ),
            migrations.RemoveIndex(
                model_name='person',
                name='portal_person_words',
            ),
            migrations.RemoveIndex(
                model_name='source',
                name='portal_source_order',
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
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('name_en', 'name_ja', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='organization',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('sort_key', 'name_ja', 'name_en', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='organization',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('name_ru', 'name_en', 'name_ja', version=2),
            ),
            migrations.AddField(
                model_name='person',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('name_en', 'name_ja', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='person',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('sort_key', 'name_ja', 'name_en', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='person',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('name_ru', 'name_en', 'name_ja', version=2),
            ),
            migrations.AddField(
                model_name='source',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('publisher_en', 'publisher_ja', 'publisher_ru', version=2),
            ),
            migrations.AddField(
                model_name='source',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('publisher_ja', 'publisher_en', 'publisher_ru', version=2),
            ),
            migrations.AddField(
                model_name='source',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('publisher_ru', 'publisher_en', 'publisher_ja', version=2),
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
                index=models.Index(fields=['order_en', 'slug'], name='portal_org_order'),
            ),
            migrations.AddIndex(
                model_name='organization',
                index=models.Index(fields=['country', 'order_en', 'slug'], name='portal_org_country'),
            ),
            migrations.AddIndex(
                model_name='organization',
                index=models.Index(fields=['kind', 'order_en', 'slug'], name='portal_org_kind'),
            ),
            migrations.AddIndex(
                model_name='organization',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_org_words'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(fields=['order_en', 'slug'], name='portal_person_order'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_person_words'),
            ),
            migrations.AddIndex(
                model_name='source',
                index=models.Index(fields=['order_en', 'slug'], name='portal_source_order'),
            ),
            migrations.AddIndex(
                model_name='source',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='portal_source_words'),
            ),
        ]),
    ]
