"""Legal forms, and words so common in names of organisations that they alone distinguish none.

All are written as `fold()` leaves them.
"""

import re

LEGAL_FORMS = {
    *("inc", "incorporated", "ltd", "limited", "co", "company", "corp", "corporation", "llc", "llp", "plc"),
    *("pte", "pty", "bhd", "sdn", "gmbh", "mbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "sro", "spa"),
    *("nv", "bv", "ab", "oy", "oyj", "as", "kk", "gk", "yk", "aktiengesellschaft", "kommanditgesellschaft"),
    *("aktiebolag", "aktieselskab", "osakeyhtio", "naamloze", "besloten", "vennootschap"),
    *("jsc", "pjsc", "ojsc", "cjsc", "pao", "oao", "zao", "ooo", "ao", "nko", "ano"),
    *("ооо", "оао", "зао", "пао", "ао", "нао", "нк", "нпо", "гк", "ип", "нко", "ано", "мкпао", "мкао"),
    *("фгуп", "гуп", "муп", "фкп", "фгбу", "фгау", "фгку", "гбу", "гау", "фгбун", "фгаун"),
}  # fmt: skip

PHRASES = [
    # Japanese, in full and abbreviated
    "株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|(?:一般|公益|特例)?(?:社団|財団)法人|特定非営利活動法人",
    "(?:地方)?独立行政法人|国立研究開発法人|(?:国立|公立)大学法人|(?:特定|社会)?医療法人(?:社団|財団)?|学校法人",
    "社会福祉法人|宗教法人|特殊法人|認可法人|協同組合連合会|股份有限公司|有限公司",
    r"\((?:株|有|同|資|名|相|財|社|独|地独|一社|一財|公社|公財|特非|国研|大|医|学|福|宗|特|協)\)",
    # English, and Japanese in Latin letters
    "(?:public |open |closed )?joint[ -]stock company|(?:limited|general) liability (?:company|partnership)",
    "(?:public|private) limited company|(?:kabushiki|yugen|godo|goshi|gomei)[ -]?kaisha",
    # German, French, Italian, Spanish, Polish, Turkish
    "gesellschaft mit beschrankter haftung|societe anonyme|societe par actions simplifiee",
    "societe a responsabilite limitee|societa per azioni|societa a responsabilita limitata|sociedad anonima",
    r"sp(?:olka)? z ?o ?o\b|anonim sirketi",
    # Russian
    "(?:международная компания )?(?:не)?(?:публичное |открытое |закрытое )?акционерное общество",
    "общество с ограниченной ответственностью|индивидуальный предприниматель|группа компаний",
    "нефтяная компания|(?:автономная )?некоммерческая организация|научно-производственное объединение",
    "(?:[а-я]+ное )*(?:государствен|муниципаль|унитар)ное (?:[а-я]+ное )*(?:учреждение|предприятие)",
    r"\b(?:фг[бак]оу|г[бак]оу|м[бак]оу|ч?оу|ноу)\b(?: (?:во|впо|дпо|спо)\b)?",
    "(?:высшего|дополнительного|среднего)(?: профессионального)? образования",
]
LEGAL_PHRASES = re.compile("|".join(PHRASES))

COMMON_WORDS = {
    *("group", "holding", "holdings", "industries", "industry", "international", "trading", "trade", "works"),
    *("plant", "factory", "institute", "university", "bank", "fund", "association", "union", "center"),
    *("centre", "service", "services", "systems", "technologies", "engineering", "enterprise", "enterprises"),
    *("firm", "concern", "bureau", "the", "of", "for"),
    *("группа", "холдинг", "компания", "корпорация", "концерн", "завод", "фабрика", "комбинат", "институт"),
    *("университет", "банк", "фонд", "ассоциация", "союз", "центр", "предприятие", "фирма", "объединение"),
    *("бюро", "кб", "скб", "окб", "нии", "цнии", "тд", "дом", "торговый", "сервис", "производство"),
    *("グループ", "ホールディングス", "商事", "工業", "産業", "製作所", "商会", "銀行", "大学", "協会"),
}  # fmt: skip
CONJUNCTIONS = {"and", "und", "et"}
RUSSIAN_AND = re.compile(r"(?<=\w) и (?=[\w«\"])")  # in lower case: И. is somebody's initial
