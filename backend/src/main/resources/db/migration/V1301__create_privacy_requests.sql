CREATE SCHEMA IF NOT EXISTS privacy;

-- How far the contact mailbox is read. Moves on in the transaction that stores a mail, so that none is lost or stored twice
-- whatever dies, and is locked meanwhile, so that several nodes take turns.
CREATE TABLE privacy.mailbox (
    name TEXT PRIMARY KEY,
    -- Changes when the server numbers its mails anew (RFC 9051, section 2.3.1.1).
    uid_validity BIGINT NOT NULL,
    last_uid BIGINT NOT NULL
);

-- Mails that answer one another.
CREATE TABLE privacy.thread (
    id UUID PRIMARY KEY,
    -- Who began it, as they claim; null if they do not say.
    sender TEXT,
    language TEXT NOT NULL,
    acknowledged_at TIMESTAMPTZ
);

CREATE INDEX thread_acknowledged ON privacy.thread (sender, acknowledged_at);

CREATE TABLE privacy.message (
    id UUID PRIMARY KEY,
    thread UUID NOT NULL REFERENCES privacy.thread (id),
    -- Mails that say that they are the same are.
    known_as TEXT NOT NULL UNIQUE,
    sender TEXT,
    sender_check TEXT NOT NULL CHECK (sender_check IN ('PASSED', 'FAILED', 'NONE')),
    -- Whether another than who began the thread wrote it.
    of_another BOOLEAN NOT NULL,
    writer TEXT NOT NULL CHECK (writer IN ('PERSON', 'PROGRAM', 'MAIL_SERVER')),
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    -- What was left out of it.
    cut TEXT[] NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX message_thread ON privacy.message (thread, received_at);

-- By what mails name the ones that they answer: the Message-ID of theirs, the id of a letter of ours.
CREATE TABLE privacy.known_mail (
    thread UUID NOT NULL REFERENCES privacy.thread (id),
    message_id TEXT,
    letter UUID,
    CHECK ((message_id IS NULL) <> (letter IS NULL))
);

CREATE INDEX known_mail_theirs ON privacy.known_mail (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX known_mail_ours ON privacy.known_mail (letter) WHERE letter IS NOT NULL;

-- Files that came with a mail: set apart, never opened.
CREATE TABLE privacy.attachment (
    message UUID NOT NULL REFERENCES privacy.message (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (message, number)
);

-- What somebody asks for: one row for each right, with a clock of its own.
CREATE TABLE privacy.request (
    id UUID PRIMARY KEY,
    -- What people name it by.
    number BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
    thread UUID NOT NULL REFERENCES privacy.thread (id),
    -- Null until a person has read what could not be recognised.
    type TEXT CHECK (type IN (
        'ACCESS', 'PORTABILITY', 'CORRECTION', 'DELETION', 'RESTRICTION', 'OBJECTION', 'COMPLAINT', 'QUESTION')),
    regime TEXT NOT NULL DEFAULT 'UNKNOWN' CHECK (regime IN ('EU', 'UK', 'CALIFORNIA', 'UNKNOWN')),
    state TEXT NOT NULL CHECK (state IN ('RECEIVED', 'ACKNOWLEDGED')),
    received_at TIMESTAMPTZ NOT NULL,
    -- The day by which it must be answered by law, else by which we want to.
    answer_by DATE NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE UNIQUE INDEX request_once ON privacy.request (thread, type);
CREATE INDEX request_by_due_day ON privacy.request (answer_by, id);
