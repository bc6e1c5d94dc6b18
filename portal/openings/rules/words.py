"""What was typed into the search for jobs, as the words that are looked for."""

import re

LONGEST = 100
MOST_WORDS = 8
# Letters and digits; + and # belong to C++ and C#.
WORD = re.compile(r"[^\W_+#]+[+#]*")
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
# A shorter word is looked for as a whole word only: "it" is not meant in "sprit".
SHORTEST_PART = 3


def parts_of(typed: str) -> list[tuple[str, str]]:
    """Each word as it was typed, and as it stands in the text that parts of words are found in.

    A word of one or two letters stands between spaces, so that it is found as a whole only.
    """
    words = dict.fromkeys(WORD.findall(typed[:LONGEST].lower()))
    found = []
    for word in list(words)[:MOST_WORDS]:
        folded = word.translate(LETTERS)
        found.append((word, folded if len(word) >= SHORTEST_PART else f" {folded} "))
    return found
