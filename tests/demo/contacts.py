#!/usr/bin/python3
"""What JBSync's privacy officer would add to the register made from its statement: where its processors take
instructions, one of the customers for whom it is processor, and who is told what is late. Reads a register, writes another."""
import json
import sys

register = json.load(open(sys.argv[1], encoding="utf-8"))
for recipient in register["recipients"]:
    if recipient["role"] == "processor" and recipient["name"]:
        word = recipient["name"].split()[0].lower().strip("(),.")
        recipient["contact"] = {"email": f"privacy@{word}.example"}
register["controllers"] = [
    {"id": "kaasboer", "name": "Kaashandel De Kaasboer B.V.", "contact": {"email": "privacy@kaasboer.example"}, "language": "nl"}
]
register["organisation"]["escalation"] = {"superior": {"name": "Directie", "email": "directie@jbsync.example"}}
json.dump(register, open(sys.argv[2], "w", encoding="utf-8"), ensure_ascii=False, indent=2)
