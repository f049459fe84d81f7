-- What an authority that was seen covers.
ALTER TABLE request_clock ADD COLUMN scope text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN request_clock.scope IS 'Authority seen: the categories of the register that it covers; empty: all';
COMMENT ON COLUMN request_clock.method IS 'How the person was or will be checked; of an authority what showed it';
COMMENT ON COLUMN request_clock.until IS 'Last day of what refuses it, or day of its review; of an authority its last day; null: it has none';
