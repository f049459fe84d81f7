-- What a duty to keep had held goes while its request is answered already: its state is written by who erases it.
GRANT UPDATE (answered_at, closed_at) ON request TO dossier_worker;
