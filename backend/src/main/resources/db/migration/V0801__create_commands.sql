CREATE SCHEMA IF NOT EXISTS rest;

-- Commands that were done in the last day, by the key that whoever sent them gave them. What they answered holds
-- neither secrets nor personal data in clear.
CREATE TABLE rest.command (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL CHECK (octet_length(fingerprint) = 32),
    answer TEXT,
    at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (caller, key)
);

CREATE INDEX command_at ON rest.command (at);
