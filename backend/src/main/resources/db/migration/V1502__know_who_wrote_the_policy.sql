-- Who wrote any text of a draft: whoever did does not agree to its publication.
CREATE TABLE policy.author (
    number INTEGER NOT NULL REFERENCES policy.version (number) ON DELETE CASCADE,
    member UUID NOT NULL,
    PRIMARY KEY (number, member)
);
