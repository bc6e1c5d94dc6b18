"""The names of occupations and competences, so that people and programs mean the same by them.

Concepts have an address (URI) of their own and names in Danish and English. They come from the
official ESCO files; until an operator has imported those, a small sample of our own stands in.
Search finds a word as it is typed, in either language, by any name, with æ, ø and å written as
people can. Concepts are never removed, only retired, for CVs point to them.
"""
