CREATE SCHEMA IF NOT EXISTS mail;

-- Letters on their way out, and for some days that they went.
CREATE TABLE mail.letter (
    id UUID PRIMARY KEY,
    template TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('VERIFICATION', 'RECEIPT', 'ACCOUNT_NOTICE')),
    recipient TEXT NOT NULL,
    -- Whose it is, as the audit log names subjects.
    about TEXT NOT NULL,
    language TEXT NOT NULL,
    -- What it says beside its template; nothing once it has gone.
    "values" JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    -- Moved on before each try, so that no other node tries meanwhile, and one that dies in it is not the last.
    next_try_at TIMESTAMPTZ NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    -- Why the last try failed: a mail server's reply code, or the kind of failure. Never a server's words.
    problem TEXT,
    sent_at TIMESTAMPTZ,
    given_up_at TIMESTAMPTZ,
    CHECK (sent_at IS NULL OR given_up_at IS NULL),
    CHECK (sent_at IS NULL OR "values" = '{}')
);

CREATE INDEX letter_due ON mail.letter (next_try_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX letter_about ON mail.letter (about);
CREATE INDEX letter_created ON mail.letter (created_at);

CREATE FUNCTION mail.tell() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('mail_letters', '');
    RETURN NULL;
END $$;

CREATE TRIGGER tell AFTER INSERT ON mail.letter
    FOR EACH STATEMENT EXECUTE FUNCTION mail.tell();
