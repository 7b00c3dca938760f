"""Replies about the article of the pipeline's tests: in German, and one that is not."""

import json


def _questions(why, *told):
    """A reply with questions that are all answered: text, answer and quote of each."""
    questions = [
        {
            "text": text,
            "kind": "background",
            "salience": 4,
            "status": "answered",
            "why": why,
            "answer": answer,
            "quotes": [quote],
        }
        for text, answer, quote in told
    ]
    return {"questions": questions}


GERMAN = {
    "summary": {
        "sentences": [
            {
                "text": "Der Stadtrat von Marlow schließt die Bücherei, weil das Dach "
                "1,2 Millionen Dollar kosten würde.",
                "quotes": ["its roof would cost $1.2 million to repair"],
            },
            {
                "text": "Bürgermeisterin Okafor sagte, die Stadt könne sich das nicht leisten.",
                "quotes": ["Mayor Dana Okafor said the town could not afford the work."],
            },
        ]
    },
    "framing": {
        "genre": "reporting",
        "frames": [
            {
                "label": "economic",
                "explanation": "Es geht vor allem um die Kosten, die das Dach verursachen würde.",
                "quotes": ["its roof would cost $1.2 million to repair"],
            }
        ],
        "functions": [],
        "signals": [
            {
                "kind": "loaded_language",
                "voice": "quoted_source",
                "quote": "called the decision reckless",
                "explanation": "Das Wort lässt die Entscheidung als leichtfertig erscheinen.",
                "neutral": "criticised the decision",
            }
        ],
        "perspectives": [
            {
                "who": "die Anwohner",
                "status": "present",
                "why": "Sie sind von der Schließung der Bücherei am stärksten betroffen.",
                "quotes": ["residents called the decision reckless"],
            }
        ],
    },
    "questions": _questions(
        "Davon hängt ab, wie die Entscheidung zu beurteilen ist.",
        ("Warum schließt der Stadtrat die Bücherei an der Elm Street?",
         "Weil das Dach 1,2 Millionen Dollar kosten würde.",
         "its roof would cost $1.2 million to repair"),
        ("Wann wird die Bücherei für immer geschlossen?",
         "Sie schließt am 30. Juni.", "The library will shut its doors on June 30."),
        ("Wie viele Menschen haben gegen die Schließung unterschrieben?",
         "Es sind 3.000 Unterschriften.", "has gathered 3,000 signatures"),
        ("Was haben die Gegner der Schließung jetzt vor?",
         "Sie wollen klagen.", "Opponents plan to sue."),
    ),
}  # fmt: skip
SUMMARY_IN_ENGLISH = json.dumps(
    {
        "sentences": [
            {
                "text": "The council of Marlow will close the library because of what the roof "
                "would cost.",
                "quotes": ["its roof would cost $1.2 million to repair"],
            }
        ]
    }
)

ENGLISH = {
    "summary": json.loads(SUMMARY_IN_ENGLISH),
    "framing": {
        "genre": "reporting",
        "frames": [
            {
                "label": "economic",
                "explanation": "The text is about what the repair of the roof would cost.",
                "quotes": ["its roof would cost $1.2 million to repair"],
            }
        ],
        "functions": [],
        "signals": [],
        "perspectives": [
            {
                "who": "the residents of the town",
                "status": "present",
                "why": "They are the ones who will be without a library.",
                "quotes": ["residents called the decision reckless"],
            }
        ],
    },
    "questions": _questions(
        "It is what the decision of the council has to be judged by.",
        ("Why did the council vote to close the library?",
         "Because its roof would cost $1.2 million to repair.",
         "its roof would cost $1.2 million to repair"),
        ("How many people have signed against the closure?",
         "The petition has gathered 3,000 signatures.", "has gathered 3,000 signatures"),
    ),
}  # fmt: skip
"""The same, written in English where German was asked for."""
