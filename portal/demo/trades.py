"""What the demo's people have worked with, and what its companies look for.

Each trade is known from both sides: the words of a CV, and the words of a job. They share some,
as in life, and differ in others.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """One kind of work."""

    title: str
    tasks: str
    competences: tuple[str, ...]
    wanted: tuple[str, ...]
    education: str
    school: str
    branch: str


TRADES = (
    Trade(
        "Butiksassistent",
        "Betjener kunder, fylder varer op og passer kassen.",
        ("Kundebetjening", "Kassearbejde", "Varebestilling", "Holde orden", "Salg"),
        ("Erfaring med kundebetjening", "Kan passe kassen", "Møder til tiden"),
        "Butiksuddannelsen",
        "Niels Brock",
        "Detailhandel",
    ),
    Trade(
        "Bager",
        "Bager brød og kager fra tidlig morgen.",
        ("Bagværk", "Surdej", "Kager og desserter", "Fødevarehygiejne", "Tidlige morgener"),
        ("Erfaring med bagværk", "Kan begynde kl. 4", "Hygiejnebevis"),
        "Bager",
        "Hotel- og Restaurantskolen",
        "Fødevarer",
    ),
    Trade(
        "Kok",
        "Laver varm og kold mad og bestiller råvarer.",
        ("Madlavning", "Menuplaner", "Råvarebestilling", "Fødevarehygiejne", "Travle aftener"),
        ("Erfaring fra et professionelt køkken", "Fødevarehygiejne", "Aftenarbejde"),
        "Kok",
        "Hotel- og Restaurantskolen",
        "Hotel og restauration",
    ),
    Trade(
        "Tjener",
        "Serverer, tager imod bestillinger og dækker borde.",
        ("Servering", "Kundebetjening", "Engelsk", "Kassearbejde", "Overblik"),
        ("Erfaring med servering", "Taler engelsk", "Smilende og hurtig"),
        "Gymnasiet",
        "Virum Gymnasium",
        "Hotel og restauration",
    ),
    Trade(
        "Social- og sundhedshjælper",
        "Hjælper ældre med pleje, mad og hverdag i eget hjem.",
        ("Personlig pleje", "Dokumentation", "Forflytning", "Medicinkendskab", "Omsorg"),
        ("Uddannet social- og sundhedshjælper", "Erfaring med pleje", "Kørekort"),
        "Social- og sundhedshjælper",
        "SOSU H",
        "Ældrepleje",
    ),
    Trade(
        "Pædagogmedhjælper",
        "Leger, lærer og drager omsorg i vuggestue og børnehave.",
        ("Børn og leg", "Samarbejde med forældre", "Førstehjælp", "Kreativitet", "Tålmodighed"),
        ("Erfaring med børn", "Rummelig og nærværende", "Ren børneattest"),
        "Pædagogisk assistent",
        "SOSU H",
        "Dagtilbud",
    ),
    Trade(
        "Lærer",
        "Underviser i dansk og historie og samarbejder med forældre.",
        ("Undervisning", "Klasseledelse", "Dansk", "Planlægning", "Forældresamarbejde"),
        ("Læreruddannelse", "Undervisning i dansk", "Klasseledelse"),
        "Læreruddannelsen",
        "Københavns Professionshøjskole",
        "Undervisning",
    ),
    Trade(
        "Kontorassistent",
        "Svarer telefon, skriver breve og holder styr på aftaler.",
        ("Kontorarbejde", "Telefonpasning", "Excel", "Referater", "Ordenssans"),
        ("Rutine i Excel", "Telefonpasning", "Skriver et godt dansk"),
        "Kontoruddannelsen",
        "Niels Brock",
        "Administration",
    ),
    Trade(
        "Bogholder",
        "Fører regnskab, afstemmer konti og betaler regninger.",
        ("Bogføring", "Moms", "Lønkørsel", "Excel", "Afstemning"),
        ("Erfaring med bogføring", "Kendskab til moms", "Excel"),
        "Finansøkonom",
        "Københavns Erhvervsakademi",
        "Administration",
    ),
    Trade(
        "Lagermedarbejder",
        "Plukker, pakker og sender varer og kører truck.",
        ("Truckcertifikat", "Pluk og pak", "Varemodtagelse", "Fysisk stærk", "Ordenssans"),
        ("Truckcertifikat B", "Erfaring fra lager", "Kan løfte"),
        "Lager- og terminaluddannelsen",
        "TEC",
        "Transport og lager",
    ),
    Trade(
        "Chauffør",
        "Kører varer ud og taler med kunderne undervejs.",
        ("Kørekort B", "Kørekort C", "Kundekontakt", "Ruteplanlægning", "Punktlig"),
        ("Kørekort C", "Kender København", "God til kunder"),
        "Chauffør",
        "TEC",
        "Transport og lager",
    ),
    Trade(
        "Rengøringsassistent",
        "Gør rent på kontorer og skoler.",
        ("Rengøring", "Selvstændig", "Rengøringsmidler", "Tidlige morgener", "Grundig"),
        ("Erfaring med rengøring", "Kan møde kl. 6", "Grundig"),
        "AMU-kursus i rengøring",
        "AMU Nordsjælland",
        "Service",
    ),
    Trade(
        "Tømrer",
        "Bygger tage, gulve og vinduer.",
        ("Tømrerarbejde", "Tegningslæsning", "Stillads", "Renovering", "Kørekort B"),
        ("Svendebrev som tømrer", "Erfaring med renovering", "Kørekort"),
        "Tømrer",
        "NEXT",
        "Byggeri",
    ),
    Trade(
        "Elektriker",
        "Installerer og retter fejl på el i huse og virksomheder.",
        ("El-installation", "Fejlfinding", "Solceller", "Kørekort B", "Ladestandere"),
        ("Svendebrev som elektriker", "Erfaring med ladestandere", "Kørekort"),
        "Elektriker",
        "TEC",
        "Grøn omstilling",
    ),
    Trade(
        "VVS-montør",
        "Sætter varmepumper op og retter fejl på vand og varme.",
        ("Varmepumper", "Blikkenslagerarbejde", "Fejlfinding", "Kundekontakt", "Kørekort B"),
        ("Erfaring med varmepumper", "Fejlfinding", "Kørekort"),
        "VVS-energispecialist",
        "TEC",
        "Grøn omstilling",
    ),
    Trade(
        "Softwareudvikler",
        "Udvikler og tester programmer sammen med andre.",
        ("Python", "C#", "SQL", "JavaScript", "Test og automatisering"),
        ("Erfaring med Python eller C#", "SQL", "Samarbejde i team"),
        "Datamatiker",
        "Københavns Erhvervsakademi",
        "IT",
    ),
    Trade(
        "IT-supporter",
        "Hjælper kolleger med computere, telefoner og netværk.",
        ("IT-support", "Windows", "Netværk", "Tålmodighed", "Engelsk"),
        ("Erfaring med IT-support", "Kendskab til netværk", "Taler engelsk"),
        "IT-supporter",
        "TEC",
        "IT",
    ),
    Trade(
        "Laborant",
        "Tager prøver, analyserer dem og skriver resultaterne ned.",
        ("Laboratoriearbejde", "Kvalitetssikring", "HPLC", "Dokumentation", "Engelsk"),
        ("Laborantuddannelse", "Erfaring med HPLC", "Dokumentation på engelsk"),
        "Laborant",
        "Københavns Professionshøjskole",
        "Life science",
    ),
    Trade(
        "Projektleder",
        "Planlægger projekter, følger op og holder alle orienteret.",
        ("Projektledelse", "Budget", "Mødeledelse", "Engelsk", "Forandringer"),
        ("Erfaring med projektledelse", "Budgetansvar", "Engelsk"),
        "Cand.merc.",
        "Copenhagen Business School",
        "Rådgivning",
    ),
    Trade(
        "Kommunikationsmedarbejder",
        "Skriver tekster og nyheder og passer sociale medier.",
        ("Skriver klart", "Sociale medier", "Journalistik", "Billedbehandling", "Engelsk"),
        ("Skriver klart og korrekt", "Erfaring med sociale medier", "Engelsk"),
        "Cand.mag. i dansk",
        "Københavns Universitet",
        "Rådgivning",
    ),
    Trade(
        "Gartnermedhjælper",
        "Passer parker, beskærer og planter.",
        ("Udendørs arbejde", "Beskæring", "Havemaskiner", "Kørekort B", "Fysisk stærk"),
        ("Kan lide at være ude", "Erfaring med havemaskiner", "Kørekort"),
        "Anlægsgartner",
        "Roskilde Tekniske Skole",
        "Grønne områder",
    ),
    Trade(
        "Receptionist",
        "Tager imod gæster, svarer telefon og booker lokaler.",
        ("Kundebetjening", "Telefonpasning", "Engelsk", "Tysk", "Overblik"),
        ("Erfaring fra en reception", "Taler engelsk", "Smilende"),
        "Serviceøkonom",
        "Københavns Erhvervsakademi",
        "Hotel og restauration",
    ),
)
BY_TITLE = {trade.title: trade for trade in TRADES}
UNSKILLED = (
    "Butiksassistent",
    "Tjener",
    "Lagermedarbejder",
    "Rengøringsassistent",
    "Pædagogmedhjælper",
    "Gartnermedhjælper",
    "Chauffør",
)
