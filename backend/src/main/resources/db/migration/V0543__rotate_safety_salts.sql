-- What the ids are made with by which providers know accounts. The latest one is in use; earlier ones find the account in a
-- provider's notice for a while, and once they are gone nobody can tell any more which account an id stood for.
CREATE TABLE accounts.safety_salt (
    number BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    since TIMESTAMPTZ NOT NULL,
    salt BYTEA NOT NULL CHECK (octet_length(salt) = 32)
);
