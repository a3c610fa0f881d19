-- Whoever wrote is told that a request ended for which nothing was found after the same time as if somebody had been asked to
-- confirm it: as long as that is to come, it says since when they wait. Those that ended before were told at once.
UPDATE privacy.request SET identity_asked_at = NULL WHERE state = 'NO_MATCH';

CREATE INDEX request_end_to_be_told ON privacy.request (identity_asked_at) WHERE state = 'NO_MATCH';
