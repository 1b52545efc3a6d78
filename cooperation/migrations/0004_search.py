import portal.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cooperation', '0003_order'),
        ('events', '0004_search'),
        ('portal', '0003_languages_and_search'),
    ]

    operations = [
        # what folding is has changed: a generated column is made anew, not altered
        migrations.RemoveField('area', 'folded'),
        migrations.RemoveField('memorandum', 'folded'),
        migrations.RemoveField('occasion', 'folded'),
        migrations.RemoveField('outcome', 'folded'),
        migrations.RemoveField('plan', 'folded'),
        migrations.RemoveField('statement', 'folded'),
        migrations.RemoveField('step', 'folded'),
        migrations.AddField(
            model_name='area',
            name='aliases',
            field=models.TextField(blank=True, help_text='One on each line: other titles it was given.', verbose_name='other names'),
        ),
        migrations.AddField(
            model_name='area',
            name='working_translation',
            field=models.CharField(blank=True, choices=[('en', 'English'), ('ja', 'Japanese'), ('ru', 'Russian'), ('de', 'German'), ('ko', 'Korean'), ('zh', 'Chinese')], help_text='The language in which the title is ours, since no official one is known.', max_length=2, verbose_name='working translation'),
        ),
        migrations.AddField(
            model_name='historicalarea',
            name='aliases',
            field=models.TextField(blank=True, help_text='One on each line: other titles it was given.', verbose_name='other names'),
        ),
        migrations.AddField(
            model_name='historicalarea',
            name='working_translation',
            field=models.CharField(blank=True, choices=[('en', 'English'), ('ja', 'Japanese'), ('ru', 'Russian'), ('de', 'German'), ('ko', 'Korean'), ('zh', 'Chinese')], help_text='The language in which the title is ours, since no official one is known.', max_length=2, verbose_name='working translation'),
        ),
        migrations.AddField('area', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'aliases', 'aim_en', 'aim_ja', 'aim_ru', 'covers_en', 'covers_ja', 'covers_ru', 'slug')),
        migrations.AddField('memorandum', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('occasion', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('outcome', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('plan', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'official_title', 'aliases', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('statement', 'folded', portal.fields.FoldedField('text_en', 'text_ja', 'text_ru', 'office_en', 'office_ja', 'office_ru', 'slug')),
        migrations.AddField('step', 'folded', portal.fields.FoldedField('note_en', 'note_ja', 'note_ru', 'slug')),
        migrations.AddIndex(
            model_name='area',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_area_words'),
        ),
        migrations.AddIndex(
            model_name='memorandum',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_memo_words'),
        ),
        migrations.AddIndex(
            model_name='occasion',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_occasion_words'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_outcome_words'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_plan_words'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_statement_words'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=portal.fields.WordsIndex(fields=['folded'], name='coop_step_words'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('working_translation__in', ['en', 'ja', 'ru', 'de', 'ko', 'zh', ''])), name='cooperation_area_working_translation_is_a_choice', violation_error_message='Choose one of the values listed.'),
        ),
    ]
