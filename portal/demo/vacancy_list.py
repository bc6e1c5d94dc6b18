# ruff: noqa: E501
"""Jobs as they stand in adverts around the town. The employers are made up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vacancy:
    """One advert."""

    title: str
    occupation: str
    trade: str
    employer: str
    place: str
    postcode: str
    hours: int
    tasks: str
    requirements: str


# title | occupation | trade of those asked | employer | place | postcode | hours | tasks | demands
_LIST = """
Social- og sundhedshjælper til aftenvagt|social- og sundhedshjælper|Social- og sundhedshjælper|Plejehjemmet Bredebo Have|Bredebovej 12|2800|30|Du hjælper beboerne med aftensmad, pleje og en rolig aften.|Uddannet SOSU-hjælper; Taler og skriver dansk; Aftenvagter hver anden weekend
SOSU-assistent i hjemmeplejen|social- og sundhedsassistent|Social- og sundhedshjælper|Hjemmeplejen Virum Vest|Virum Torv 4|2830|37|Du besøger borgere hjemme, giver medicin og følger op med lægen.|Autorisation som SOSU-assistent; Kørekort B
Sygeplejerske til akutteam|sygeplejerske|Social- og sundhedshjælper|Sundhedscenter Nord|Hjortespringvej 90|2730|32|Du rykker ud til borgere, der er blevet dårlige, så de kan blive hjemme.|Autorisation; Erfaring fra hospital eller hjemmepleje
Plejemedarbejder uden uddannelse|plejehjemsassistent|Social- og sundhedshjælper|Plejecenter Søhaven|Søvej 3|2840|25|Du hjælper med måltider, hygge og personlig pleje sammen med en fast makker.|Lyst til ældre mennesker; Dansk på B1 eller bedre
Handicaphjælper til ung mand|handicaphjælper|Social- og sundhedshjælper|BPA Ordningen Lyngby|Sorgenfri|2800|20|Du er hans arme og ben til studie, fritid og rejser.|Kørekort B; Over 20 år
Serviceassistent på hospital|serviceassistent på hospital|Rengøringsassistent|Gentofte Hospitalsservice|Hospitalsvej 1|2900|37|Du gør rent på stuer og gange og henter patienter.|Grundig; Møder kl. 6
Lægesekretær til almen praksis|lægesekretær|Kontorassistent|Lægerne på Hovedgaden|Lyngby Hovedgade 60|2800|28|Du svarer telefon, booker tider og passer skranken.|Rolig i telefonen; Erfaring med journal er en fordel
Socialpædagog på bosted|socialpædagog|Pædagogmedhjælper|Bostedet Møllebakken|Møllevej 15|3460|35|Du støtter unge voksne med autisme i deres hverdag.|Uddannet pædagog; Nattevagter en gang om ugen
Pædagogmedhjælper til vuggestue|pædagogmedhjælper|Pædagogmedhjælper|Børnehuset Troldhøj|Grønnevej 41|2830|32|Du leger, trøster og er med til at gøre dagen god for de mindste.|Ren børneattest; Erfaring med børn
Pædagog til naturbørnehave|pædagog|Pædagogmedhjælper|Naturbørnehaven Egekrogen|Dyrehavevej 2|2930|37|Du er i skoven med børnene hele året.|Uddannet pædagog; Glad for at være ude
Pædagogisk assistent|pædagogisk assistent|Pædagogmedhjælper|Dagtilbud Lundtofte|Lundtoftevej 160|2800|35|Du planlægger små forløb og samarbejder med forældre.|PAU eller lignende
Dagplejer i eget hjem|dagplejer|Pædagogmedhjælper|Dagplejen Lyngby|Eget hjem|2800|37|Du passer fire børn hjemme hos dig selv.|Egnet hjem; Ren børneattest
Lærervikar i indskolingen|lærervikar|Lærer|Virumgade Friskole|Virumgade 25|2830|18|Du springer ind, når en lærer er væk, og har faste timer i 1. klasse.|Erfaring med børn; Ren børneattest
Matematiklærer til udskolingen|folkeskolelærer|Lærer|Søborg Privatskole|Søborg Hovedgade 101|2860|37|Du underviser 7. til 9. klasse i matematik og fysik.|Læreruddannelse
Lærer i dansk som andetsprog|sprogcenterlærer|Lærer|Sprogcenter Øresund|Jægersborg Allé 8|2920|30|Du underviser voksne på Danskuddannelse 2.|Uddannelse i dansk som andetsprog
Skolepædagog til SFO|skolepædagog|Pædagogmedhjælper|Lundehusets SFO|Lersø Parkallé 150|2100|29|Du er med i undervisningen om formiddagen og i SFO om eftermiddagen.|Uddannet pædagog
Tosproget medarbejder|tosproget medarbejder|Pædagogmedhjælper|Familiehuset Herlev|Herlev Hovedgade 120|2730|25|Du bygger bro mellem familier og daginstitution.|Taler arabisk eller ukrainsk; Dansk på B2
Elektriker til ladestandere|elektriker|Elektriker|Strøm på Farten ApS|Firskovvej 20|2800|37|Du sætter ladestandere op hos private og boligforeninger.|Svendebrev; Kørekort B
VVS-montør til varmepumper|VVS-montør|VVS-montør|Nordvarme A/S|Blokken 45|3460|37|Du skifter gasfyr til varmepumper og forklarer kunderne, hvordan de virker.|Svendebrev; Kørekort B
Solcellemontør|solcellemontør|Elektriker|Taglys Solenergi|Hørkær 22|2730|37|Du lægger solceller på tage i hele hovedstadsområdet.|Ikke højdeskræk; Kørekort B
Tømrer til efterisolering|tømrer|Tømrer|Husene Holder Varmen|Kongevejen 155|2830|37|Du efterisolerer lofter og skifter vinduer i ældre villaer.|Svendebrev; Kan læse tegninger
Energirådgiver|energirådgiver|Projektleder|Energihjælpen Nord|Nærum Hovedgade 6|2850|37|Du gennemgår boliger og siger, hvad der bedst kan betale sig.|Byggeteknisk viden; God til at forklare
Cykelmekaniker|cykelmekaniker|Lagermedarbejder|Cykelsmeden på Torvet|Lyngby Torv 9|2800|37|Du reparerer cykler og ladcykler.|Fingersnilde; Glad for kunder
Genbrugsmedarbejder|genbrugsmedarbejder|Lagermedarbejder|Genbrugsstation Firskov|Firskovvej 9|2800|30|Du hjælper borgere med at sortere og kører truck.|Truckcertifikat er en fordel
Anlægsgartner|anlægsgartner|Gartnermedhjælper|Grønne Fingre Anlæg|Skovbrynet 30|2880|37|Du anlægger haver, lægger fliser og planter.|Kørekort B; Erfaring med havemaskiner
Buschauffør i Nordsjælland|buschauffør|Chauffør|Nordbus A/S|Hovmarken 8|3400|37|Du kører faste ruter mellem Hillerød og Lyngby.|Kørekort D, eller vi uddanner dig
IT-supporter til skolerne|IT-supporter|IT-supporter|Skolernes IT|Toftebæksvej 17|2800|37|Du hjælper lærere og elever med computere og netværk.|Erfaring med Windows; Tålmodig
Webudvikler med sans for tilgængelighed|webudvikler|Softwareudvikler|Klarside ApS|Diplomvej 381|2800|37|Du bygger hjemmesider, som alle kan bruge.|JavaScript; HTML og CSS
Dataanalytiker til forsyningsselskab|dataanalytiker|Softwareudvikler|Forsyning Øst|Ørnegårdsvej 17|2820|37|Du finder mønstre i vand- og varmeforbrug.|SQL; Python
Softwareudvikler i C#|softwareudvikler|Softwareudvikler|Lodret Software|Lautruphøj 5|2750|37|Du udvikler systemer til læger sammen med seks andre.|C# og SQL; Test er en vane
Netværkstekniker|datatekniker|IT-supporter|Bredbånd Nord|Bagsværd Hovedgade 99|2880|37|Du holder netværket kørende hos 200 kunder.|Linux; Kørekort B
Kok til frokostkantine|kok|Kok|Kantinen på Campus|Anker Engelunds Vej 1|2800|30|Du laver grøn frokost til 300, mandag til fredag.|Erfaring fra køkken; Fødevarehygiejne
Køkkenmedhjælper|køkkenmedhjælper|Kok|Café Ved Søen|Nybrovej 50|2820|15|Du vasker op, gør klar og hjælper kokken.|Møder til tiden; Weekendarbejde
Tjener til spisehus|tjener|Tjener|Spisehuset Ved Mølleåen|Lyngby Kirkestræde 2|2800|20|Du serverer og tager imod gæster aften og weekend.|Smilende; Taler engelsk
Bager til natbageri|bager|Bager|Surdej og Søn|Hellerup Strandvej 75|2900|37|Du bager brød og morgenbrød fra kl. 3.|Uddannet bager eller stor erfaring
Butiksassistent i byggemarked|butiksassistent|Butiksassistent|Byggeriet Lyngby|Klampenborgvej 221|2800|24|Du hjælper kunder, fylder op og passer kassen.|Servicemindet; Weekendvagter
Lagermedarbejder med truck|lagermedarbejder|Lagermedarbejder|Nordlager A/S|Farum Gydevej 60|3520|37|Du plukker varer og kører truck.|Truckcertifikat B
Rengøringsassistent tidlig morgen|rengøringsassistent|Rengøringsassistent|Rent Overalt|Lyngbyvej 20|2100|15|Du gør rent på kontorer, før de åbner.|Møder kl. 5; Grundig
Kontorassistent i boligforening|kontorassistent|Kontorassistent|Boligforeningen Sorgenfri|Hummeltoftevej 14|2830|37|Du svarer beboere, skriver breve og holder styr på ventelisten.|Skriver et godt dansk; Rutine i Excel
Receptionist på hotel|receptionist|Receptionist|Hotel Eremitagen|Lyngby Storcenter 62|2800|32|Du tager imod gæster fra hele verden.|Taler engelsk; Weekendvagter
Laborant til kvalitetskontrol|laborant|Laborant|Kvistgård Analyse|Egeskovvej 3|3490|37|Du tager prøver og skriver resultater ned.|Laborantuddannelse
Bogholder på deltid|bogholder|Bogholder|Revisorerne i Holte|Holte Stationsvej 6|2840|22|Du bogfører for små firmaer.|Erfaring med moms og løn
"""
VACANCIES = tuple(
    Vacancy(title, occupation, trade, employer, place, postcode, int(hours), tasks, demands)
    for title, occupation, trade, employer, place, postcode, hours, tasks, demands in (
        line.split("|") for line in _LIST.strip().splitlines()
    )
)
