"""Finding personal data in French texts, as people write them. Pure: each finder gives what it found, as written.

Each looks for what a form can show: ten digits of a telephone, the check digits of an account, a number before the name
of a street. What surrounds it tells houses from hours, and plates from measures.
"""

import re
from collections.abc import Iterator

_AT = r"\s?(?:@|[\[(]\s?(?:at|arobase|@|chez|a|à)\s?[\])]|\sarobase\s)\s?"
_DOT = r"(?:\.|\s?[\[(]\s?(?:dot|point)\s?[\])]\s?|\s(?:dot|point)\s)"
# Bounded, and begun at the beginning of a word only: a hundred thousand signs are read in one pass.
_EMAIL = re.compile(rf"(?<![\w@.+-])[\w.+-]{{0,63}}\w{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[a-z]{{2,12}}(?!\w)", re.I)
_SPELT_EMAIL = re.compile(r"(?<![\w@.+-])[\w.+-]{1,63}\sat\s[\w-]{1,63}\s(?:dot|point)\s[a-z]{2,12}(?!\w)", re.I)


def emails(body: str) -> Iterator[str]:
    """Addresses of mailboxes, the @ and the dot spelt in words or not."""
    for pattern in (_EMAIL, _SPELT_EMAIL):
        for match in pattern.finditer(body):
            yield match[0]


_APART = r"[\s./·_–—-]{0,3}"  # what people put between the digits of a number
# Ten digits of the numbering plan, however they are grouped; 08 is for services, not for people. Or what begins with +.
_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?<!\d\s)"
    rf"(?:(?:(?:\+|00)\s?33{_APART}(?:\(0\){_APART})?|\(?33\)?\s(?=[67])|0{_APART})[1-79](?:{_APART}\d){{8}}"
    rf"|\+[1-9](?:{_APART}\d){{9,13}})"
    r"(?![\s.-]?\d|[\w/%€])"
)
_DATE = re.compile(r"[0-3]\d[/.-][01]\d[/.-](?:19|20)\d\d")


def phones(body: str) -> Iterator[str]:
    """Telephone numbers of people."""
    for match in _PHONE.finditer(body.replace("\u00a0", " ").replace("\u202f", " ")):
        if not _DATE.match(match[0]):
            yield match[0]


_WAYS = (
    "rue|r|avenue|av|ave|boulevard|bd|bld|bvd|place|pl|impasse|imp|allée|allee|chemin|che|chem|route|rte|quai|cours|"
    "square|passage|villa|sentier|sente|ruelle|lotissement|résidence|hameau|lieu-dit|lieu dit|faubourg|fbg|esplanade|"
    "promenade|cité|traverse|montée|venelle|rond-point|mail|clos|voie|domaine|chaussée|cour|parvis|rampe|corniche|galerie|mas|"
    "grande rue|grand[’']?rue"
)
_ARTICLES = r"(?:(?:de\sla|de\sl[’']|d[’']|du|des|de|à|la|le|les|l[’']|aux|au)\s?)"
_ADDRESS = re.compile(
    rf"(?<![\w€/-])(?<!\d[\s.,])(?P<number>\d{{1,4}})(?:\s?(?:bis|ter|quater|[A-Da-d](?=[\s,])))?"
    rf"(?:\s?,?\s|\sde\s(?:la\s|l[’']))(?:{_WAYS})\.?\s{_ARTICLES}{{0,2}}(?P<name>[^\W\d_][\w’'-]+)",
    re.I,
)
# Where no street is needed: a box at the post office, or a place that has only a name, each with its postal code.
_BOX = re.compile(
    r"(?<!\w)(?:(?:B\.?P|C\.?S|TSA)\.?\s?\d{2,6}\b[^\n]{0,60}?\b\d{5}\s"
    r"|lieu[-\s]dit\s[^\n\d]{2,50}?\s\d{5}\s)[^\W\d_][\w’'-]+",
    re.I,
)
# What follows « 2 rue », « 1 place » where no street is meant.
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """sur par pour est et ou à a en qui que plus moins dans avec sans entre libre gratuite assise parking contre
        stationnement suffit suffisait vers où crèche trop seule seul seulement maximum minimum chacun chacune depuis
        handicapé pmr eau réservée réservé offerte concert magistral particulier collectif chaque propre propres
        faisant verte vertes""",
    )
)
# What is numbered, when it is no house: an hour, a page, a day, a year.
_NO_HOUSE = re.compile(
    r"(?:\d\s?[h:]\s?|\b\d{1,2}\s(?:au|et)\s|\b(?:pages?|cote|articles?|art|phase|étape|étage|zone|point|chapitre|titre|"
    r"annexe|ligne|bus|tram|secteur|étions|étiez|étaient|ici|vers|dès|avant|après|lundi|mardi|mercredi|jeudi|vendredi|"
    r"samedi|dimanche)\s)$",
    re.I,
)


def addresses(body: str) -> Iterator[str]:
    """Where somebody lives: a number before the name of a street, a box, a place with its postal code."""
    for match in _ADDRESS.finditer(body):
        before = body[max(0, match.start() - 16) : match.start()]
        if match["name"].casefold() not in _NO_NAME and not _NO_HOUSE.search(before):
            yield match[0]
    for match in _BOX.finditer(body):
        yield match[0]


_IBAN = re.compile(r"(?<![A-Za-z\d])([A-Za-z]{2}\s?\d{2}(?:[\s./-]{0,2}[A-Za-z\d]){11,30})(?![A-Za-z\d])")
_LENGTHS = {
    "FR": 27,
    "BE": 16,
    "DE": 22,
    "ES": 24,
    "IT": 27,
    "LU": 20,
    "CH": 21,
    "PT": 25,
    "GB": 22,
    "NL": 18,
    "MC": 27,
}


def accounts(body: str) -> Iterator[str]:
    """IBAN (ISO 13616): right length for its country, and 1 modulo 97."""
    for match in _IBAN.finditer(body):
        written = re.sub(r"[\s./-]", "", match[1]).upper()
        number = written[: _LENGTHS.get(written[:2], len(written))]
        if _LENGTHS.get(number[:2]) == len(number) and _is_one_modulo_97(number):
            yield match[1]


def _is_one_modulo_97(number: str) -> bool:
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


# Since 2009: two letters, three digits, two letters; no I, O, U; never SS; never 000. Small letters between dashes.
_PLATE = re.compile(r"(?<![\w-])(?!SS|WW)([A-HJ-NP-TV-Z]{2})([- .]?)(?!000)\d{3}\2(?!SS)([A-HJ-NP-TV-Z]{2})(?![\w-])")
_SMALL_PLATE = re.compile(r"(?<![\w-])(?:[a-hj-np-tv-z]{2}|w)-(?!000)\d{3}-[a-hj-np-tv-z]{2}(?![\w-])", re.I)
_WORDS_OF_TWO = frozenset(
    re.findall(r"\S+", "AN AS AT CE DE DA EN ES ET EX GE HA HE JE LA LE MA ME MS NE PS SA SE TA TE VA VS KM KG")
)
# Until 2009: digits, letters, the department. Any measure looks like that: a word about a vehicle must be near.
_OLD_PLATE = re.compile(
    r"(?<![\w,.-])\d{1,4}[ -]?(?!KM|KG|HA|KW|GO|MO|DB|EN)[A-HJ-NP-TV-Z]{2,3}[ -]?"
    r"(?P<place>0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])(?![\w-])"
)
_VEHICLE = re.compile(
    r"\b(?:voiture|véhicule|auto|camion|fourgon|utilitaire|moto|scooter|caravane|remorque|tracteur|berline|4x4|plaque|"
    r"immat|gar[ée]|stationn|conduc|condui|chauffard|renault|peugeot|citro|clio|twingo|kangoo|xsara|dacia|audi|bmw|"
    r"mercedes|volkswagen|golf|toyota|ford|fiat|opel|c15)",
    re.I,
)
NEAR_BY = 60  # signs


def plates(body: str) -> Iterator[str]:
    """Number plates of vehicles, new and old."""
    for match in _PLATE.finditer(body):
        if match[2] != " " or not {match[1], match[3]} <= _WORDS_OF_TWO:
            yield match[0]
    for match in _SMALL_PLATE.finditer(body):
        if not match[0].isupper() or match[0].startswith("W-"):
            yield match[0]
    for match in _OLD_PLATE.finditer(body):
        near = body[max(0, match.start() - NEAR_BY) : match.end() + NEAR_BY]
        if match["place"] in {"2A", "2B"} or _VEHICLE.search(near):
            yield match[0]
