-- Who wrote down any of what is known of a company: whoever did does not approve it.
CREATE TABLE subprocessor.author (
    company UUID NOT NULL REFERENCES subprocessor.company (id) ON DELETE CASCADE,
    member UUID NOT NULL,
    PRIMARY KEY (company, member)
);
