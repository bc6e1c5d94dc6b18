"""Names as they are common in Denmark, of people whose families have long been here or just came.

First and last names are put together by chance; where a real person bears one, it is chance too.
"""

import random


def _listed(*lines: str) -> list[str]:
    return " ".join(lines).split()


WOMEN = _listed(
    "Anna Mette Kirsten Hanne Anne Karen Susanne Lene Marianne Inge Gitte Camilla Maria Louise",
    "Charlotte Pia Tina Ida Freja Sofie Emma Clara Alma Ella Astrid Signe Maja Nanna Rikke Trine",
    "Birgit Bente Jytte Lis Ulla Else Vibeke Dorthe Heidi Malene Sanne Line Katrine Cecilie",
    "Mathilde Julie Amalie Frederikke Kathrine Åse Bodil Ellen Grethe Lærke Solvej Ingrid Tove",
)
MEN = _listed(
    "Peter Lars Michael Jens Thomas Henrik Søren Christian Martin Jan Morten Anders Hans Jesper",
    "Niels Ole Kasper Mads Rasmus Mikkel Frederik Emil Oliver William Noah Oscar Lucas Malthe",
    "August Viggo Jørgen Poul Erik Flemming Torben Bent Kurt Finn Preben Carsten Claus Kim René",
    "Steffen Simon Jonas Mathias Magnus Tobias Sebastian Asger Øjvind Åge Bjørn Troels Esben",
)
LAST = _listed(
    "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen",
    "Petersen Madsen Kristensen Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen",
    "Knudsen Holm Lund Mikkelsen Kjær Frederiksen Laursen Schmidt Berg Toft Ravn Bach Dahl Skov",
    "Bruun Østergaard Aagaard Kjærgaard Nørgaard Søndergaard Vestergaard Bjerregaard Damgaard",
    "Lauridsen Winther Frandsen Gregersen Overgaard Bisgaard Ågård Ærø Øster Brodersen Lykke",
    "Kofoed Friis Krogh Juhl Steffensen Thorup Munk Vinther Skovgaard Bundgaard Refsgaard",
)
LONG_LAST = (
    "Christiansen-Vestergaard",
    "Kjærgaard Thorsteinsson",
    "Bjerregaard-Søndergaard",
    "von Essen Rosenørn",
    "Nørgaard Steffensen-Friis",
)

NEW_WOMEN = _listed(
    "Amina Fatima Leyla Zeinab Maryam Oksana Olena Iryna Svitlana Rojin Hiba Rana Selam Nasrin",
    "Samira Yasmin Thi-Hoa Mehret Shirin Kateryna Natalia Dilan Asma Soraya",
)
NEW_MEN = _listed(
    "Ahmad Mohammed Omar Yusuf Ali Hassan Ibrahim Samuel Dawit Bilal Khalid Tesfay Abdullah Rami",
    "Andrii Serhii Oleksandr Firas Kawa Mahmoud Hamid Reza Thanh Yonas Idris",
)
NEW_LAST = _listed(
    "Al-Hussein Haddad Khalil Mansour Abdi Warsame Yilmaz Demir Kovalenko Shevchenko Bondarenko",
    "Tesfamariam Ghebremedhin Habte Rahimi Karimi Ahmadi Hosseini Nguyen Tran Saleh Darwish",
    "Barzani Osman Jama Melnyk Tkachenko Qasim Nazari Sultani",
)


def person(rng: random.Random, newcomer: bool = False) -> str:
    """A full name; one in six has a middle name, one in sixty a very long last name."""
    woman = rng.random() < 0.5
    if newcomer:
        return f"{rng.choice(NEW_WOMEN if woman else NEW_MEN)} {rng.choice(NEW_LAST)}"
    first = rng.choice(WOMEN if woman else MEN)
    if rng.random() < 1 / 60:
        return f"{first} {rng.choice(LONG_LAST)}"
    middle = f" {rng.choice(LAST)}" if rng.random() < 1 / 6 else ""
    return f"{first}{middle} {rng.choice(LAST)}"


def mail_name(name: str) -> str:
    """The name as it stands in an address of mail: 'soeren.kjaergaard'."""
    plain = name.lower()
    for letter, spelt in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("é", "e")):
        plain = plain.replace(letter, spelt)
    kept = "".join(c if c.isascii() and (c.isalnum() or c == "-") else "." for c in plain)
    return ".".join(part for part in kept.split(".") if part)
