"""What businesses are asked about the service they got."""

VERSIONS: dict[int, dict[str, dict[str, str]]] = {
    1: {
        "da": {
            "reachable": "Det er let at få fat i jobcentret, når vi har brug for det",
            "understood": "Jobcentret forstår, hvem vi søger, og hvad arbejdet kræver",
            "candidates": "De kandidater, vi får præsenteret, passer til opgaven",
            "easy": "Det er enkelt for os at samarbejde med jobcentret",
            "again": "Vi vil bruge jobcentret igen, når vi mangler folk",
            "open": "Hvad kan vi gøre bedre for jer?",
        },
        "en": {
            "reachable": "The job centre is easy to reach when we need it",
            "understood": "The job centre understands who we look for and what the work demands",
            "candidates": "The candidates we are presented with fit the job",
            "easy": "Working with the job centre is simple for us",
            "again": "We will use the job centre again when we need people",
            "open": "What can we do better for you?",
        },
    },
}
