-- A suspended key is out until its owner replaces it, or until it is revoked for them; a ban ends unless people renew it.
ALTER TABLE abuse.decision
    DROP CONSTRAINT decision_ending_check,
    ADD CONSTRAINT decision_ending_check CHECK (ending IN (
        'DONE', 'EXPIRED', 'LIFTED', 'OVERTURNED', 'REPLACED', 'NOT_AGREED', 'ROTATED')),
    -- When those who can renew it were told that its review is near.
    ADD COLUMN review_told_at TIMESTAMPTZ;

UPDATE abuse.decision
   SET ends_at = review_at
 WHERE action = 'BAN_ACCOUNT' AND state = 'IN_FORCE' AND ends_at IS NULL;

ALTER TABLE abuse.decision
    ADD CONSTRAINT decision_ends CHECK (state <> 'IN_FORCE' OR ends_at IS NOT NULL);

CREATE INDEX decision_suspended_keys ON abuse.decision (id) WHERE state = 'IN_FORCE' AND action = 'SUSPEND_KEY';

-- Why nothing was wrong, of what was dismissed.
ALTER TABLE abuse.decision
    ADD COLUMN disposition TEXT CHECK (disposition IN ('FALSE_POSITIVE', 'BENIGN')),
    ADD COLUMN reason_code TEXT CHECK (length(reason_code) <= 40),
    ADD CONSTRAINT decision_dismissal CHECK (
        (disposition IS NULL) = (reason_code IS NULL) AND (disposition IS NULL OR action = 'DISMISS'));
