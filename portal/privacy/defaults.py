"""How long a new portal keeps things, and how soon it answers. A new period is a new row."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.privacy.models import RetentionRule, RightsRule

VALID_FROM = date(2014, 1, 1)
PROPOSED = "Portalens forslag, som kommunen skal bekræfte: "

PERIODS: dict[str, tuple[int, str, str]] = {
    "talks": (2, "years", "Afsluttede samtaler gemmes to år, så forløbet kan følges."),
    "account": (2, "years", PROPOSED + "adgang og kontaktvalg bruges ikke, når forløbet er slut."),
    "case": (5, "years", PROPOSED + "sagen skal kunne forklares, hvis den klages over."),
    "messages": (5, "years", "Beskeder gemmes lige så længe som Min Plan."),
    "job_log_optional": (4, "years", "Jobnet sletter de frivillige felter efter fire år."),
    "cv": (6, "months", PROPOSED + "et CV, ingen bruger, er hurtigt forældet."),
    "notice": (30, "days", PROPOSED + "teksten bruges kun til at sende den igen."),
    "inbox": (2, "years", PROPOSED + "som samtalerne, de fleste beskeder handler om."),
    "sign_in": (1, "years", PROPOSED + "så misbrug kan opdages bagefter."),
    "log": (2, "years", PROPOSED + "så borgeren og stikprøven kan se, hvem der har set."),
    "open_words": (1, "years", PROPOSED + "rå ord fra undersøgelsen gemmes et år."),
    "survey_invitation": (2, "years", PROPOSED + "så ingen spørges for ofte."),
    "call_wish": (90, "days", PROPOSED + "når der er ringet, er ønsket opfyldt."),
    "draft": (30, "days", PROPOSED + "det, der ikke blev sendt, var ikke ment."),
    "draft_file": (2, "days", PROPOSED + "filer, der blev valgt og aldrig sendt."),
    "export": (7, "days", PROPOSED + "længe nok til at hente filen; den kan bestilles igen."),
    "data_copy": (7, "days", PROPOSED + "længe nok til at hente kopien."),
    "business_user": (2, "years", PROPOSED + "personer, der ikke bruger adgangen mere."),
    "business_case": (5, "years", PROPOSED + "som borgernes sager."),
    "system_answer": (7, "days", "Så et system kan spørge igen uden at sende to gange."),
    "system_message": (30, "days", PROPOSED + "så en virksomhed kan se, hvad der nåede frem."),
    "system_key": (30, "days", PROPOSED + "en nøgle, der er udløbet, åbner ikke noget."),
    "business_contact": (6, "months", PROPOSED + "navnet på den, der har sagt nej."),
    "staff_calendar": (2, "years", PROPOSED + "som samtalerne."),
    "journal": (1, "years", "Længere end nogen sikkerhedskopi, så det slettede forbliver slettet."),
    "backup": (35, "days", PROPOSED + "fejl opdages inden for en måned."),
}  # fmt: skip

RIGHTS = {
    "valid_from": VALID_FROM,
    "answer_months": 1,
    "longer_months": 2,
    "source": "Databeskyttelsesforordningen artikel 12, stk. 3.",
}


def load_defaults(session: Session) -> None:
    """Write the periods that are missing; those a municipality has changed are left alone."""
    session.execute(
        insert(RetentionRule).on_conflict_do_nothing(),
        [
            {"key": key, "valid_from": VALID_FROM, "amount": n, "unit": unit, "reason": reason}
            for key, (n, unit, reason) in PERIODS.items()
        ],
    )
    session.execute(insert(RightsRule).on_conflict_do_nothing(), [RIGHTS])
