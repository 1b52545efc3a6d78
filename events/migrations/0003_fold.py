import portal.fields.generated
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_revision'),
        ('portal', '0003_fold'),
    ]

    operations = [
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
            name='events_fair_words',
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
            index=portal.fields.generated.WordsIndex(fields=['folded'], name='events_fair_words'),
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
    ]
