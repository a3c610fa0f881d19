-- What proofs of answered questions are made with, so that whichever node gets the answer knows what was asked.
CREATE TABLE abuse.step_secret (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    secret BYTEA NOT NULL CHECK (octet_length(secret) = 32)
);

INSERT INTO abuse.step_secret (secret)
VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
