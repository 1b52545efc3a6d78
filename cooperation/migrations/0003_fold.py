import portal.fields.generated
import portal.fields.sorting
from django.db import migrations, models

from portal.management.operations import RemakeTables


class Migration(migrations.Migration):

    dependencies = [
        ('cooperation', '0002_revision'),
        ('events', '0003_fold'),
        ('portal', '0003_fold'),
    ]

    operations = [
        RemakeTables([
            migrations.AlterModelOptions(
                name='memorandum',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['-placed_on', 'order_en', 'slug']},
            ),
            migrations.AlterModelOptions(
                name='outcome',
                options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['order_en', 'slug']},
            ),
            migrations.RemoveIndex(
                model_name='area',
                name='coop_area_words',
            ),
            migrations.RemoveIndex(
                model_name='memorandum',
                name='coop_memo_order',
            ),
            migrations.RemoveIndex(
                model_name='memorandum',
                name='coop_memo_occasion',
            ),
            migrations.RemoveIndex(
                model_name='memorandum',
                name='coop_memo_words',
            ),
            migrations.RemoveIndex(
                model_name='occasion',
                name='coop_occasion_words',
            ),
            migrations.RemoveIndex(
                model_name='outcome',
                name='coop_outcome_order',
            ),
            migrations.RemoveIndex(
                model_name='outcome',
                name='coop_outcome_kind',
            ),
            migrations.RemoveIndex(
                model_name='outcome',
                name='coop_outcome_words',
            ),
            migrations.RemoveIndex(
                model_name='plan',
                name='coop_plan_words',
            ),
            migrations.RemoveIndex(
                model_name='statement',
                name='coop_statement_words',
            ),
            migrations.RemoveIndex(
                model_name='step',
                name='coop_step_words',
            ),
            migrations.RemoveField(
                model_name='area',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='memorandum',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='occasion',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='outcome',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='plan',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='statement',
                name='folded',
            ),
            migrations.RemoveField(
                model_name='step',
                name='folded',
            ),
            migrations.AddField(
                model_name='area',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('title_en', 'title_ja', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='area',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('title_ja', 'title_en', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='area',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('title_ru', 'title_en', 'title_ja', version=2),
            ),
            migrations.AddField(
                model_name='memorandum',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('title_en', 'title_ja', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='memorandum',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('title_ja', 'title_en', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='memorandum',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('title_ru', 'title_en', 'title_ja', version=2),
            ),
            migrations.AddField(
                model_name='occasion',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('title_en', 'title_ja', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='occasion',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('title_ja', 'title_en', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='occasion',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('title_ru', 'title_en', 'title_ja', version=2),
            ),
            migrations.AddField(
                model_name='outcome',
                name='order_en',
                field=portal.fields.sorting.LetterOrderField('title_en', 'title_ja', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='outcome',
                name='order_ja',
                field=portal.fields.sorting.SyllableOrderField('title_ja', 'title_en', 'title_ru', version=2),
            ),
            migrations.AddField(
                model_name='outcome',
                name='order_ru',
                field=portal.fields.sorting.LetterOrderField('title_ru', 'title_en', 'title_ja', version=2),
            ),
            migrations.AddField(
                model_name='area',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'aliases', 'aim_en', 'aim_ja', 'aim_ru', 'covers_en', 'covers_ja', 'covers_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='memorandum',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='occasion',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='outcome',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='plan',
                name='folded',
                field=portal.fields.generated.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'aliases', 'summary_en', 'summary_ja', 'summary_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='statement',
                name='folded',
                field=portal.fields.generated.FoldedField('text_en', 'text_ja', 'text_ru', 'office_en', 'office_ja', 'office_ru', 'slug', version=2),
            ),
            migrations.AddField(
                model_name='step',
                name='folded',
                field=portal.fields.generated.FoldedField('note_en', 'note_ja', 'note_ru', 'slug', version=2),
            ),
            migrations.AddIndex(
                model_name='area',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_area_words'),
            ),
            migrations.AddIndex(
                model_name='memorandum',
                index=models.Index(fields=['-placed_on', 'order_en', 'slug'], name='coop_memo_order'),
            ),
            migrations.AddIndex(
                model_name='memorandum',
                index=models.Index(fields=['occasion', 'placed_on', 'order_en', 'slug'], name='coop_memo_occasion'),
            ),
            migrations.AddIndex(
                model_name='memorandum',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_memo_words'),
            ),
            migrations.AddIndex(
                model_name='occasion',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_occasion_words'),
            ),
            migrations.AddIndex(
                model_name='outcome',
                index=models.Index(fields=['order_en', 'slug'], name='coop_outcome_order'),
            ),
            migrations.AddIndex(
                model_name='outcome',
                index=models.Index(fields=['kind', 'order_en', 'slug'], name='coop_outcome_kind'),
            ),
            migrations.AddIndex(
                model_name='outcome',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_outcome_words'),
            ),
            migrations.AddIndex(
                model_name='plan',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_plan_words'),
            ),
            migrations.AddIndex(
                model_name='statement',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_statement_words'),
            ),
            migrations.AddIndex(
                model_name='step',
                index=portal.fields.generated.WordsIndex(fields=['folded'], name='coop_step_words'),
            ),
        ]),
    ]
