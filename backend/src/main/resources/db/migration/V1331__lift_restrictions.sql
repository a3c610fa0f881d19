-- A restriction ends some days after its owner was told so (GDPR, article 18(3)).
ALTER TABLE privacy.restriction
    ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
    ADD COLUMN ends_at TIMESTAMPTZ,
    ADD COLUMN lifted_by UUID,
    -- Why, as its owner is told.
    ADD COLUMN lifted_for TEXT CHECK (length(lifted_for) BETWEEN 1 AND 2000),
    ADD CHECK ((ends_at IS NULL) = (lifted_by IS NULL));

CREATE INDEX restriction_ends ON privacy.restriction (ends_at) WHERE lifted_at IS NULL AND ends_at IS NOT NULL;

-- Accounts of which not everything may be used: for whoever does more with them than what the service consists of.
CREATE VIEW privacy.limited_use AS
SELECT DISTINCT account, kind
FROM privacy.restriction
WHERE lifted_at IS NULL;
