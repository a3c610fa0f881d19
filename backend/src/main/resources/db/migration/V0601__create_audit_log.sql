CREATE SCHEMA IF NOT EXISTS audit;

CREATE TABLE audit.entry (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
    subject TEXT,
    purpose TEXT,
    request TEXT
);
