-- What was recorded wrongly is put right on the record: the facts stay, and the row follows them.

GRANT UPDATE (received, received_at, promise, language) ON request TO dossier_app;
-- a report of a past day asks which days of receipt were corrected since
CREATE INDEX request_clock_receipt ON request_clock (organisation_id, recorded_at) WHERE fact = 'receipt-corrected';
