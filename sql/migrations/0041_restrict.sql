-- What a person wants kept rather than erased (art. 18(1)(b), (c)) is held until its restriction is lifted.
ALTER TABLE hold DROP CONSTRAINT hold_kind_check;
ALTER TABLE hold ADD CONSTRAINT hold_kind CHECK (kind IN ('statute', 'claim', 'retention', 'restriction'));
COMMENT ON COLUMN hold.kind IS 'statute: a law keeps it; claim: a dispute needs it; retention: no statute, its own period; restriction: the person wants it stored only, until that is lifted';
