-- Of somebody in an account who does not own it and asks about themselves alone; the account is null then.
ALTER TABLE privacy.request ADD COLUMN member UUID;
ALTER TABLE privacy.request ADD CONSTRAINT member_or_account CHECK (member IS NULL OR account IS NULL);
CREATE INDEX request_member ON privacy.request (member) WHERE member IS NOT NULL;

-- Since when its owner gives the account up. It has no key from then on; for some days that can be taken back.
ALTER TABLE accounts.account ADD COLUMN closing_since TIMESTAMPTZ;
