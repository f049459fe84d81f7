-- What people said has to stay where they erase is a hold as well: the register of it, the report and the sweep know it.
ALTER TABLE hold ADD COLUMN task_id bigint;
ALTER TABLE hold ADD FOREIGN KEY (organisation_id, task_id) REFERENCES task;
COMMENT ON COLUMN hold.task_id IS 'Who was asked by that task said it; null: nobody did. Without it and without an erasure a person placed it';
COMMENT ON COLUMN hold.sealed IS 'What is in dispute, and the keys of the records it names: JSON, sealed with the ledger key of the request where an erasure left it or who was asked said it, else of the organisation';
-- an article in their words is of no statute we know, and they name a category with a number of records, and no keys
ALTER TABLE hold DROP CONSTRAINT hold_check;
ALTER TABLE hold ADD CONSTRAINT hold_basis CHECK (CASE WHEN task_id IS NULL THEN (basis IS NOT NULL) = (kind = 'statute') ELSE kind = 'statute' END);
ALTER TABLE hold DROP CONSTRAINT hold_check8;
ALTER TABLE hold ADD CONSTRAINT hold_of_collection CHECK (collection IS NOT NULL OR (columns IS NULL AND (records IS NULL OR task_id IS NOT NULL)));
ALTER TABLE hold ADD CONSTRAINT hold_said CHECK (task_id IS NULL
	OR (erasure_id IS NULL AND collection IS NULL AND system IS NOT NULL AND records IS NOT NULL AND last_day IS NOT NULL));
CREATE INDEX hold_task ON hold (organisation_id, task_id) WHERE task_id IS NOT NULL;
