-- What is restricted is kept, and so nothing of it goes because of its age.
CREATE OR REPLACE VIEW retention.held_account AS
SELECT account AS account_id
FROM privacy.legal_hold
WHERE lifted_at IS NULL
UNION
SELECT account
FROM privacy.limited_use
WHERE kind = 'RESTRICTION';
