-- Who signs in at the organisation's OpenID provider: the issuer, a space, and its name for them.
ALTER TABLE staff.member ADD COLUMN provider_subject TEXT;
CREATE UNIQUE INDEX member_provider_subject ON staff.member (provider_subject) WHERE status = 'ACTIVE';
