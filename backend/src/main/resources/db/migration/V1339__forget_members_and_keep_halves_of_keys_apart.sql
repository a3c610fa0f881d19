-- Half of each account's key lies in a folder outside of the database; this is which one. Null for keys from before, which
-- are whole.
ALTER TABLE privacy.data_key ADD COLUMN folder TEXT;

-- Who signs in to an account that they do not own is forgotten alone: the account is their own id then.
ALTER TABLE privacy.erasure ADD COLUMN member BOOLEAN NOT NULL DEFAULT false;

-- What opens the package of somebody who cannot sign in. They see it on the page on which they show that the request is
-- theirs, and it is in no letter. Sealed with the account's key.
CREATE TABLE privacy.package_passphrase (
    request UUID PRIMARY KEY REFERENCES privacy.request (id) ON DELETE CASCADE,
    sealed BYTEA NOT NULL
);

-- Letters with passphrases are not written any more.
DELETE FROM mail.letter WHERE template = 'PACKAGE_PASSPHRASE';
