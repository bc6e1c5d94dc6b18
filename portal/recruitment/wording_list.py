"""The words that may discriminate, as they are when a portal is new: dated data, with their source.

Only what is said of the person wanted. Whom one works with ("pleje af ældre", "unge menneskers
trivsel") is no requirement, so no word stands here that would be found in it.
"""

FORSKELSBEHANDLING = "Lov om forbud mod forskelsbehandling på arbejdsmarkedet m.v., §§ 2 og 5"
LIGEBEHANDLING = "Lov om ligebehandling af mænd og kvinder med hensyn til beskæftigelse, §§ 2 og 6"
FORENINGSFRIHED = "Foreningsfrihedsloven, § 1"

PATTERNS: dict[tuple[str, str], str] = {
    (
        "age",
        FORSKELSBEHANDLING,
    ): """
        ung medarbejder* | unge medarbejdere | ung mand | unge mænd | ung kvinde | unge kvinder
        ung pige* | unge piger* | ung fyr* | unge fyre | unge søges | ung og frisk* | unge og frisk*
        frisk* og ung* | ung og energisk* | unge og energisk* | ung og dynamisk*
        yngre medarbejder*
        yngre mand | yngre kvinde* | yngre person* | helst ung* | helst yngre | kun unge | kun yngre
        ungt menneske | ungarbejder* søges | mellem ## og ## år | ## til ## år | ##-## år
        under ## år | højst ## år | max ## år | maks ## år | maksimalt ## år | ikke over ## år
        ikke ældre end ## | ikke yngre end ## | alder: ## | alder ## | din alder er | er du i 20*
        i 20'erne | i 30'erne | ## år eller yngre | ## år gammel | ikke for gammel | ingen ældre
        young man | young men | young woman | young women | young person | young people only
        young and * | young employee* | young lady | young guy* | between ## and ## years
        aged ## | age ## | under ## years | younger than ## | not older than ## | no older than ##
        max age | maximum age | in your twenties | in your thirties | recent school leaver*
        digital native*
    """,
    (
        "sex",
        LIGEBEHANDLING,
    ): """
        mand søges | mænd søges | kvinde søges | kvinder søges | pige søges | piger søges
        kun mænd | kun mand | kun kvinder | kun kvinde | kun piger | kun drenge | helst mand
        helst mænd | helst en mand | helst kvinde* | helst en kvinde | helst pige* | ikke kvinder
        ingen kvinder | ikke mænd | ingen mænd | mandlig* medarbejder* | kvindelig* medarbejder*
        mandlig* ansøger* | kvindelig* ansøger* | mandlig* kollega* | kvindelig* kollega*
        stærk mand | stærke mænd | stærk fyr* | pige til | piger til | dreng til | drenge til
        sekretærpige* | ekspeditrice* | rengøringskone* | rengøringsdame* | kontordame* | husmor*
        ikke gravid* | ikke er gravid* | ingen gravide | ikke barsel | ikke har små børn
        ingen små børn | du har ikke børn | ikke planer om børn
        male only | males only | female only | females only | men only | women only | only men
        only women | only male* | only female* | male candidate* | female candidate*
        male applicant* | female applicant* | preferably male | preferably female
        preferably a man | preferably a woman | salesgirl* | cleaning lady | girl friday
        not pregnant | no small children | no pregnant
    """,
    (
        "origin",
        FORSKELSBEHANDLING,
    ): """
        etnisk dansk* | etniske danskere | kun danskere | kun dansk* statsborger* | dansk afstamning
        dansk baggrund | rigtig dansker* | pæredansk* | ikke indvandrer* | ingen indvandrer*
        ikke udlænding* | ingen udlænding* | ikke flygtning* | ingen flygtning* | ikke muslim*
        ingen muslim* | dansk som modersmål | modersmål dansk | modersmålet dansk | dansk modersmål
        vestlig baggrund | ingen araber* | ingen romaer* | perkere
        native speaker* | native danish | native english | ethnic dane* | ethnically danish
        danes only | only danes | no foreigners | no immigrants | no refugees | danish origin
        danish background | western background
    """,
    (
        "belief",
        FORSKELSBEHANDLING,
    ): """
        kristen medarbejder* | kristne medarbejdere | kristen tro | troende kristen | uden tørklæde
        ikke tørklæde | ingen tørklæder | uden hijab | ikke religiøs* | ingen religiøse
        christian employee* | christians only | no headscar* | no hijab* | no muslim*
        not religious
    """,
    (
        "disability",
        FORSKELSBEHANDLING,
    ): """
        ingen handicap* | ikke handicap* | uden handicap | uden fysisk* handicap* | fuldt rask
        fuldt raske | helt rask | helt raske | fuldstændig rask* | ingen sygdomme | ingen kronisk*
        uden kronisk* | ikke kronisk syg* | ingen psykiske | ikke ordblind* | ingen ordblinde
        no disabilit* | no disabled | not disabled | able-bodied | able bodied | fully healthy
        no health issue* | no health problem* | not dyslexic | no chronic
    """,
    (
        "orientation",
        FORSKELSBEHANDLING,
    ): """
        ikke homoseksuel* | ingen homoseksuel* | heteroseksuel* | ingen bøsser | ingen lesbiske
        straight only | no gay* | no homosexual* | heterosexual*
    """,
    (
        "union",
        FORENINGSFRIHED,
    ): """
        ikke medlem af en fagforening | ikke medlem af fagforening* | ikke i fagforening*
        ikke fagforening* | uden fagforening* | no union member* | not a union member | non-union
    """,
    (
        "allowed",
        "Lovlige alderskrav efter anden lovgivning, og målgrupper man arbejder med",
    ): """
        over 18 år | fyldt 18 år | mindst 18 år | under 18 år | fyldt 18 | over 18 years
        at least 18 years | borgere mellem ## og ## år | unge mellem ## og ## år
        kunder mellem ## og ## år | elever mellem ## og ## år | brugere mellem ## og ## år
        beboere under ## år | unge under ## år | borgere under ## år | gæster under ## år
        young people between ## and ## years | customers between ## and ## years
    """,
}


def rows() -> list[tuple[str, str, str]]:
    """Each pattern with its ground and source."""
    return [
        (" ".join(pattern.split()), ground, source)
        for (ground, source), text in PATTERNS.items()
        for line in text.strip().splitlines()
        for pattern in line.split("|")
    ]
