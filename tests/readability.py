#!/usr/bin/env python3
"""How readable the Dutch texts are that a person gets, the grounds of a refusal and the archive's own sentences:
Flesch-Douma, 60 at least, citations left out.

    206.84 - 0.77 * syllables in 100 words - 0.93 * words in a sentence

(W.H. Douma 1960, Flesch's formula for Dutch; 60 and more is plain.) Syllables are counted as the sounds of vowels, which
errs by a few in a hundred. Speaks TAP; with -v it prints every score.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 60
# One sound each, longest first; any other run of vowels is a syllable a letter.
SOUNDS = re.compile("aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|[aeiouyáéíóúàèëïöüâêîôû]")
CITATION = re.compile(r"\s*\((?:art|overweging|wet|lag|förordning)[^()]*(?:\([^()]*\)[^()]*)*\)")


def syllables(word):
    return max(1, len(SOUNDS.findall(word.lower())))


def flesch_douma(text):
    text = CITATION.sub("", text)
    sentences = [s for s in re.split(r"[.!?]+(?:\s|$)", text) if s.strip()]
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)
    return 206.84 - 77 * sum(map(syllables, words)) / len(words) - 0.93 * len(words) / len(sentences)


def known():
    """Words whose syllables anybody can count, and two texts far apart."""
    counts = {"wij": 1, "gegevens": 3, "toestemming": 3, "bezwaar": 2, "situatie": 4, "nieuws": 1, "onderzoek": 3,
              "organisatie": 5, "geautomatiseerd": 6, "draaien": 2, "zeeën": 2, "coördinatie": 5}
    wrong = [f"{w}: {syllables(w)} instead of {n}" for w, n in counts.items() if syllables(w) != n]
    easy, hard = "De kat zit op de mat. Zij is rood.", "Gerechtvaardigde verwerkingsverantwoordelijkheden derogeren."
    return wrong + ([] if flesch_douma(easy) > 100 > 0 > flesch_douma(hard) else ["the formula does not tell easy from hard"])


def sentences_of_pages():
    """What templates/archive says in Dutch, a text at a time, with a name where a value comes; headings, names and the
    halves of sentences are none."""
    for path in sorted((ROOT / "templates/archive").glob("*.mustache")):
        for text in re.findall(r"\{\{#nl\}\}(.*?)\{\{/nl\}\}", path.read_text(encoding="utf-8"), re.S):
            text = re.sub(r"\{\{[#^/>!][^}]*\}\}", "", text)
            text = " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"\{\{[^}]*\}\}", "Jan", text)).split())
            yield path.name, text
    words = json.loads((ROOT / "templates/archive/words.json").read_text(encoding="utf-8"))["nl"]
    for group in ("role", "court"):
        for text in words[group].values():
            yield f"words.json {group}", text


# Of the letters to the person those that tell of an erasure; a heading has no full stop.
LETTERS = ("done", "question-clarification")


def paragraphs_of_letters():
    for name in LETTERS:
        text = (ROOT / f"templates/letters/nl/{name}.mustache").read_text(encoding="utf-8")
        for part in re.split(r"\n\n", text):
            part = re.sub(r"\{\{\{[^}]*\}\}\}", "Jan", re.sub(r"\{\{[#^/][^}]*\}\}", "", part))
            part = " ".join(part.split())
            if len(re.findall(r"[^\W\d_]+", part)) > 3:
                yield name, part


def is_sentence(text):
    return re.match("[A-Z]", text) and text[-1] in ".:?" and len(re.findall(r"[^\W\d_]+", text)) > 3


def main():
    pages = [(where, text, flesch_douma(text)) for where, text in sentences_of_pages() if is_sentence(text)]
    grounds = [ground for name in ("refusal", "withholding")
               for ground in json.loads((ROOT / f"templates/law/{name}-grounds.json").read_text(encoding="utf-8"))["grounds"]]
    scores = {f'{g["id"]} ({g["title"]["nl"]})': flesch_douma(g["text"]["nl"]) for g in grounds}
    letters = [(where, text, flesch_douma(text)) for where, text in paragraphs_of_letters()]
    tests = [("syllables are counted, and easy differs from hard", known()),
             (f"the Dutch text of each of {len(grounds)} grounds scores {LEAST} at least",
              [f"{ground}: {score:.0f}" for ground, score in scores.items() if score < LEAST]),
             (f"each of {len(pages)} texts of the archive's own scores {LEAST} at least",
              [f"{where}: {score:.0f}: {text}" for where, text, score in pages if score < LEAST] if len(pages) > 50 else ["where are they?"]),
             (f"each of {len(letters)} paragraphs that tell of an erasure, or ask, scores {LEAST} at least",
              [f"{where}: {score:.0f}: {text}" for where, text, score in letters if score < LEAST] if len(letters) > 20 else ["where are they?"])]
    if "-v" in sys.argv:
        for ground, score in sorted(scores.items(), key=lambda item: item[1]):
            print(f"# {score:5.1f} {ground}")
        for where, text, score in sorted(pages, key=lambda page: page[2]):
            print(f"# {score:5.1f} {where}: {text[:90]}")
    print(f"1..{len(tests)}")
    for i, (name, problems) in enumerate(tests, 1):
        for problem in problems:
            print("#", problem)
        print("not ok" if problems else "ok", i, "-", name)
    return 1 if any(problems for _, problems in tests) else 0


if __name__ == "__main__":
    sys.exit(main())
