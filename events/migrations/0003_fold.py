import portal.fields.generated
import portal.fields.sorting
from django.db import migrations, models

from portal.management.operations import RemakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_revision'),
        ('portal', '0003_fold'),
    ]

    operations = [
        RemakeTables([
            migrations.AlterModelOptions(
                name='fair',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='forum',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['-placed_on', 'order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='pavilion',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['edition', 'order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='sector',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.RemoveIndex(
                model_name='edition',
                name='events_edition_words',
            ),
            migrations.RemoveIndex(
                model_name='exhibitor',
                name='events_exhibitor_words',
            ),
            migrations.RemoveIndex(
                model_name='fair',
                name='events_fair_order',
            ),
            migrations.RemoveIndex(
                model_name='fair',
                name='events_fair_words',
            ),
            migrations.RemoveIndex(
                model_name='forum',
                name='events_forum_order',
            ),
            migrations.RemoveIndex(
                model_name='forum',
                name='events_forum_words',
            ),
            migrations.RemoveIndex(
                model_name='pavilion',
                name='events_pavilion_words',
            ),
            migrations.RemoveIndex(
                model_name='sector',
                name='events_sector_words',
            ),
            migrations.RemoveField(
                model_name='edition',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='exhibitor',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='fair',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='forum',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='pavilion',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='sector',
                name='folded',
            ),
            migrations.AddField(
                model_name='fair',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('name_en', 'name_ja', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='fair',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('name_ja', 'name_en', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='fair',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('name_ru', 'name_en', 'name_ja', version=2),
            ),
            migrations.AddField(
                model_name='forum',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('title_en', 'title_ja', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='forum',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('title_ja', 'title_en', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='forum',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('title_ru', 'title_en', 'title_ja', version=2),
            ),
            migrations.AddField(
                model_name='pavilion',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('name_en', 'name_ja', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='pavilion',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('name_ja', 'name_en', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='pavilion',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('name_ru', 'name_en', 'name_ja', version=2),
            ),
            migrations.AddField(
                model_name='sector',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('name_en', 'name_ja', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='sector',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('name_ja', 'name_en', 'name_ru', version=2),
            ),
            migrations.AddField(
                model_name='sector',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('name_ru', 'name_en', 'name_ja', version=2),
            ),
            migrations.AddField(
                model_name='edition',
                name='folded',
                field=portal.fields.generated.FoldedField('theme_en', 'theme_ja', 'theme_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='exhibitor',
                name='folded',
                field=portal.fields.generated.FoldedField('shown_en', 'shown_ja', 'shown_ru', 'stand', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='fair',
                name='folded',
                field=portal.fields.generated.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'city_en', 'city_ja', 'city_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='forum',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'theme_en', 'theme_ja', 'theme_ru', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='pavilion',
                name='folded',
                field=portal.fields.generated.FoldedField('name_en', 'name_ja', 'name_ru', 'standing_en', 'standing_ja', 'standing_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='sector',
                name='folded',
                field=portal.fields.generated.FoldedField('name_en', 'name_ja', 'name_ru', 'slug', version=2),
            ),
            migrations.AddIndex(
                model_name='edition',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_edition_words'),
            ),
            migrations.AddIndex(
                model_name='exhibitor',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_exhibitor_words'),
            ),
            migrations.AddIndex(
                model_name='fair',
                index=models.Index(fields=['order_en', 'slug'], name='events_fair_order'),
            ),
            migrations.AddIndex(
                model_name='fair',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_fair_words'),
            ),
            migrations.AddIndex(
                model_name='forum',
                index=models.Index(fields=['-placed_on', 'order_en', 'slug'], name='events_forum_order'),
            ),
            migrations.AddIndex(
                model_name='forum',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_forum_words'),
            ),
            migrations.AddIndex(
                model_name='pavilion',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_pavilion_words'),
            ),
            migrations.AddIndex(
                model_name='sector',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_sector_words'),
            ),
        ]),
    ]
