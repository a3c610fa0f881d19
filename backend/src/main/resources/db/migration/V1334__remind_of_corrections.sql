-- When mailboxes that had not confirmed a new address were asked once more.
ALTER TABLE privacy.correction
    ADD COLUMN reminded_at TIMESTAMPTZ,
    ADD CHECK (reminded_at IS NULL OR asked_at IS NOT NULL);
