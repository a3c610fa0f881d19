ALTER TABLE privacy.legal_hold
    ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
    ADD COLUMN lifted_by UUID,
    ADD CHECK ((lifted_at IS NULL) = (lifted_by IS NULL));
