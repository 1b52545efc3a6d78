"""Russian dates: 16 декабря 2016 г., in one piece; `PartialDate` writes months alone in lower case."""

DATE_FORMAT = "j\N{NO-BREAK SPACE}E\N{NO-BREAK SPACE}Y\N{NO-BREAK SPACE}г."
DATETIME_FORMAT = f"{DATE_FORMAT}, H:i T"
YEAR_MONTH_FORMAT = "F\N{NO-BREAK SPACE}Y\N{NO-BREAK SPACE}г."
