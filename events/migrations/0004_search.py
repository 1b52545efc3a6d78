import portal.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_order'),
        ('portal', '0003_languages_and_search'),
    ]

    operations = [
        # what folding is has changed: a generated column is made anew, not altered
        migrations.RemoveField('edition', 'folded'),
        migrations.RemoveField('exhibitor', 'folded'),
        migrations.RemoveField('fair', 'folded'),
        migrations.RemoveField('forum', 'folded'),
        migrations.RemoveField('pavilion', 'folded'),
        migrations.RemoveField('sector', 'folded'),
        migrations.AddField(
            model_name='fair',
            name='aliases',
            field=models.TextField(blank=True, help_text='One on each line.', verbose_name='other names'),
        ),
        migrations.AddField(
            model_name='historicalfair',
            name='aliases',
            field=models.TextField(blank=True, help_text='One on each line.', verbose_name='other names'),
        ),
        migrations.AddField('edition', 'folded', portal.fields.FoldedField('theme_en', 'theme_ja', 'theme_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('exhibitor', 'folded', portal.fields.FoldedField('shown_en', 'shown_ja', 'shown_ru', 'stand', 'slug')),
        migrations.AddField('fair', 'folded', portal.fields.FoldedField('name_en', 'name_ja', 'name_ru', 'aliases', 'city_en', 'city_ja', 'city_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('forum', 'folded', portal.fields.FoldedField('title_en', 'title_ja', 'title_ru', 'theme_en', 'theme_ja', 'theme_ru', 'place_en', 'place_ja', 'place_ru', 'summary_en', 'summary_ja', 'summary_ru', 'slug')),
        migrations.AddField('pavilion', 'folded', portal.fields.FoldedField('name_en', 'name_ja', 'name_ru', 'standing_en', 'standing_ja', 'standing_ru', 'slug')),
        migrations.AddField('sector', 'folded', portal.fields.FoldedField('name_en', 'name_ja', 'name_ru', 'slug')),
        migrations.AddIndex(
            model_name='edition',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_edition_words'),
        ),
        migrations.AddIndex(
            model_name='exhibitor',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_exhibitor_words'),
        ),
        migrations.AddIndex(
            model_name='fair',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_fair_words'),
        ),
        migrations.AddIndex(
            model_name='forum',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_forum_words'),
        ),
        migrations.AddIndex(
            model_name='pavilion',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_pavilion_words'),
        ),
        migrations.AddIndex(
            model_name='sector',
            index=portal.fields.WordsIndex(fields=['folded'], name='events_sector_words'),
        ),
    ]
