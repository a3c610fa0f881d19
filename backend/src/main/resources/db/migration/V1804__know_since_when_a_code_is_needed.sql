-- Whoever has their old address back did not turn on what somebody else turned on meanwhile.
ALTER TABLE customer.member ADD COLUMN totp_since TIMESTAMPTZ;
