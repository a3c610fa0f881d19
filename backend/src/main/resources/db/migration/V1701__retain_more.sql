INSERT INTO retention.rule (data_class, kept_for) VALUES
    ('EVIDENCE', 'P30D'),
    ('CASES', 'P12M'),
    ('DECISIONS', 'P12M'),
    ('EXPORTS', 'P7D'),
    ('REQUEST_CONVERSATIONS', 'P30D'),
    ('REQUEST_RECORDS', 'P36M'),
    -- No longer than each record's own law says.
    ('VAULT', 'P0D'),
    ('SUPPRESSION', 'P65D'),
    ('STAFF_RECORDS', 'P24M');

-- What cases and decisions can be about that a legal hold keeps.
CREATE VIEW abuse.held_entity AS
SELECT 'account:' || h.account_id AS entity
FROM retention.held_account h
UNION ALL
SELECT 'key:' || k.id
FROM accounts.api_key k JOIN retention.held_account h ON h.account_id = k.account_id;

-- Cases that a legal hold keeps: by what they are about, were flagged for, or hold samples of.
CREATE VIEW abuse.held_case AS
SELECT c.id AS case_id
FROM abuse.case_file c JOIN abuse.held_entity h ON h.entity = c.entity
UNION
SELECT f.case_id
FROM abuse.flag f JOIN abuse.held_entity h ON h.entity = f.entity
WHERE f.case_id IS NOT NULL
UNION
SELECT e.case_id
FROM abuse.evidence e JOIN abuse.held_entity h ON h.entity = 'key:' || e.key_id;

CREATE INDEX case_file_closed_at ON abuse.case_file (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX decision_ended_at ON abuse.decision (ended_at) WHERE state = 'ENDED';

-- Since when a package's link works: what its age is counted from.
ALTER TABLE privacy.package ADD COLUMN offered_at TIMESTAMPTZ;
UPDATE privacy.package SET offered_at = expires_at - INTERVAL '7 days';
ALTER TABLE privacy.package ADD CHECK ((offered_at IS NULL) = (expires_at IS NULL));

-- How long hashes are kept is a rule, so they only say since when.
ALTER TABLE privacy.suppression ADD COLUMN since TIMESTAMPTZ;
UPDATE privacy.suppression SET since = until - INTERVAL '65 days';
ALTER TABLE privacy.suppression ALTER COLUMN since SET NOT NULL, DROP COLUMN until;
