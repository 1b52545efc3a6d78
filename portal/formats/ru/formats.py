"""Russian dates: 16 декабря 2016 г.; `PartialDate` writes months alone (декабрь 2016 г.) in lower case."""

DATE_FORMAT = r"j E Y г."
DATETIME_FORMAT = r"j E Y г., H:i"
YEAR_MONTH_FORMAT = r"F Y г."
