ALTER TABLE abuse.case_file
    -- When it was last added up: scores sink as time goes by.
    ADD COLUMN scored_at TIMESTAMPTZ NOT NULL DEFAULT '-infinity',
    -- The time that samples were taken from, and whether more of them are to be taken.
    ADD COLUMN evidence_from TIMESTAMPTZ,
    ADD COLUMN evidence_to TIMESTAMPTZ,
    ADD COLUMN evidence_wanted BOOLEAN NOT NULL DEFAULT true;

CREATE INDEX case_file_scored ON abuse.case_file (scored_at) WHERE open;
CREATE INDEX case_file_evidence_wanted ON abuse.case_file (id) WHERE evidence_wanted;

-- Samples of the operational log that a case holds beyond the log's own window. Goes before the case does.
CREATE TABLE abuse.evidence (
    case_id UUID NOT NULL REFERENCES abuse.case_file (id) ON DELETE CASCADE,
    seq SMALLINT NOT NULL CHECK (seq BETWEEN 1 AND 50),
    at TIMESTAMPTZ NOT NULL,
    address INET NOT NULL,
    method TEXT NOT NULL CHECK (length(method) <= 16),
    path_template TEXT NOT NULL CHECK (length(path_template) <= 200),
    status SMALLINT NOT NULL,
    key_id UUID,
    -- A product's name and version, never what else the header held.
    client TEXT CHECK (client ~ '^[A-Za-z0-9._-]{1,40}(/[A-Za-z0-9.+_-]{1,20})?$'),
    PRIMARY KEY (case_id, seq)
);

-- What names of keys and accounts are hashed with once a case is reduced, so that a record tells whether the same
-- comes back, and not who it was.
CREATE TABLE abuse.pseudonym_salt (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    salt BYTEA NOT NULL
);

INSERT INTO abuse.pseudonym_salt (salt)
SELECT decode(replace(gen_random_uuid()::TEXT || gen_random_uuid()::TEXT, '-', ''), 'hex');

-- Networks near each other have texts that begin alike.
CREATE INDEX case_file_entity_prefix ON abuse.case_file (entity text_pattern_ops);
