"""Numbers of one person that are known by their form alone, and what stands before others."""

import re

LATER = r"(?i:[ :#°.º]|number|no|nr|nummer|numéro|número|num|is|ist|lautet|es|est|é|com o|de|the|o|el|le)*"
# Of a parcel: the post's own form, or a long row behind a word for it.
PARCEL = re.compile(
    r"\b(?:[A-Z]{2}\d{9}[A-Z]{2}|(?=[A-Z0-9]*[A-Z])(?!(?:ATU|BE|DE|ES|FR|GB|IT|LU|NL|PT)[A-Z0-9]?\d{8})(?=(?:[A-Z]*\d){6})[A-Z0-9]{12,24})\b"
    r"|(?i:\b(?:tracking|sendung\w*|paket\w*|suivi|colis|env[ií]o|seguimiento|rastreio|gu[ií]a|pakket\w*|trackcode|zending\w*))" + LATER + r"\b\d{10,24}\b"
)  # fmt: skip
# Of a person, as states write them: CPF, registre national, sécurité sociale, afiliación, DNI.
STATE = re.compile(
    r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b|\b[12] \d{2} (?:0[1-9]|1[0-2]) \d{2} \d{3} \d{3}(?: \d{2})?\b|\b\d{2} \d{10} \d{2}\b|\b\d{8}[A-HJ-NP-TV-Z]\b"
    r"|(?i:\b(?:nif|contribuinte|nhs|steuer-?id|steuernummer|insurance number|bsn|niss|sofinummer)\b)" + LATER + r"\b(?:[A-Z]{2} ?)?\d(?:[ .]?\d){7,11}[A-D]?\b"
)  # fmt: skip
# Plates whose form is no other's.
PLATES = re.compile(
    r"\b[A-Z]{2}[0-7]\d (?!PRO|MAX|XXL|USB|MIX|RED)[A-Z]{3}\b|\b(?!(?:USB|DIN|HDMI|LED|ISO|PVC|EN)-)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{2,4}\b|\b[A-Z]{2}-\d{3}-[A-Z]{1,2}\b|\b\d-[A-Z]{3}-\d{3}\b"
)
