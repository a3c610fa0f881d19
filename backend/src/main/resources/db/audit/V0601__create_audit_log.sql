-- What the staff did, as a chain: each entry holds the hash of the one before. Written by triggers that run with the
-- rights of the owner of these tables; the role that the application works with may add and read (afterMigrate.sql).

-- Where the chain ends. Locked by whoever adds to it until that commits, so entries are numbered in commit order without
-- gaps. An entry that is missing at the end is missed here.
CREATE TABLE audit.head (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    log UUID NOT NULL DEFAULT gen_random_uuid(),
    size BIGINT NOT NULL,
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
) WITH (fillfactor = 10);

COMMENT ON COLUMN audit.head.log IS 'names this log among others, in all that is signed';

INSERT INTO audit.head (size, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- Numbered from 1. No column can hold personal data: names are opaque, texts are words of the program.
CREATE TABLE audit.entry (
    seq BIGINT PRIMARY KEY CHECK (seq > 0),
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    role TEXT,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    subject TEXT,
    purpose TEXT,
    request TEXT,
    commitment BYTEA CHECK (octet_length(commitment) = 32),
    prev BYTEA NOT NULL CHECK (octet_length(prev) = 32),
    hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);

COMMENT ON COLUMN audit.entry.role IS 'the roles that the actor had, in order, with commas';
COMMENT ON COLUMN audit.entry.commitment IS 'SHA-256 of salt and payload; null where there is no payload';
COMMENT ON COLUMN audit.entry.hash IS 'SHA-256 of a zero byte and audit.record: the leaf of RFC 6962';

CREATE INDEX entry_actor ON audit.entry (actor, seq);
CREATE INDEX entry_subject ON audit.entry (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX entry_action ON audit.entry (action, seq);
CREATE INDEX entry_purpose ON audit.entry (purpose, seq) WHERE purpose IS NOT NULL;
CREATE INDEX entry_at ON audit.entry (at);

-- What may be personal, beside the chain: erased with its subject, and the chain still verifies.
CREATE TABLE audit.payload (
    seq BIGINT PRIMARY KEY,
    subject TEXT,
    salt BYTEA NOT NULL CHECK (octet_length(salt) = 32),
    payload TEXT NOT NULL
);

CREATE INDEX payload_subject ON audit.payload (subject);

-- Signed tree heads (C2SP tlog-checkpoint). The frontier is what it takes to go on from there: the hashes of the
-- complete subtrees from left to right, whose hash is the root that is signed.
CREATE TABLE audit.checkpoint (
    size BIGINT PRIMARY KEY CHECK (size > 0),
    note TEXT NOT NULL,
    key TEXT NOT NULL,
    frontier BYTEA NOT NULL CHECK (octet_length(frontier) = 32 * bit_count(size::bit(64))),
    signed_at TIMESTAMPTZ NOT NULL
);

-- What a transaction wants to add. Its rows leave as it commits, so nobody ever sees one, and a crash has none to lose.
CREATE UNLOGGED TABLE audit.incoming (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL CHECK (actor ~ '^[a-z]+(-[a-z]+)*(:[A-Za-z0-9-]{1,64})?$'),
    role TEXT CHECK (role ~ '^[A-Z_]+(,[A-Z_]+)*$'),
    action TEXT NOT NULL CHECK (action ~ '^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$'),
    outcome TEXT NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
    subject TEXT CHECK (subject ~ '^([a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100}|route:[A-Z]+ [!-~]{1,200})$'),
    purpose TEXT CHECK (purpose ~ '^[A-Z][A-Z0-9_]{0,63}( [a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100})?$'),
    request TEXT CHECK (request ~ '^[A-Za-z0-9._:-]{1,100}$'),
    salt BYTEA CHECK (octet_length(salt) = 32),
    payload TEXT,
    CHECK ((salt IS NULL) = (payload IS NULL))
);

-- The entry as JSON in the one way that RFC 8785 allows; what an entry does not have is absent.
CREATE FUNCTION audit.record(entry audit.entry) RETURNS TEXT LANGUAGE sql STABLE
RETURN '{"action":' || to_json(entry.action)::text
    || ',"actor":' || to_json(entry.actor)::text
    || ',"at":"' || to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'
    || coalesce(',"commitment":"' || encode(entry.commitment, 'hex') || '"', '')
    || ',"outcome":' || to_json(entry.outcome)::text
    || ',"prev":"' || encode(entry.prev, 'hex') || '"'
    || coalesce(',"purpose":' || to_json(entry.purpose)::text, '')
    || coalesce(',"request":' || to_json(entry.request)::text, '')
    || coalesce(',"role":' || to_json(entry.role)::text, '')
    || ',"seq":' || entry.seq
    || coalesce(',"subject":' || to_json(entry.subject)::text, '')
    || '}';

-- Runs as the transaction commits: the head is the last thing it locks, and only for the commit itself.
CREATE FUNCTION audit.add_to_chain() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head audit.head;
    entry audit.entry;
BEGIN
    SELECT * INTO STRICT head FROM audit.head FOR UPDATE;
    entry.seq := head.size + 1;
    entry.at := NEW.at;
    entry.actor := NEW.actor;
    entry.role := NEW.role;
    entry.action := NEW.action;
    entry.outcome := NEW.outcome;
    entry.subject := NEW.subject;
    entry.purpose := NEW.purpose;
    entry.request := NEW.request;
    entry.prev := head.hash;
    IF NEW.payload IS NOT NULL THEN
        entry.commitment := sha256(NEW.salt || convert_to(NEW.payload, 'UTF8'));
        INSERT INTO audit.payload (seq, subject, salt, payload)
        VALUES (entry.seq, NEW.subject, NEW.salt, NEW.payload);
    END IF;
    entry.hash := sha256('\x00'::bytea || convert_to(audit.record(entry), 'UTF8'));
    INSERT INTO audit.entry VALUES (entry.*);
    UPDATE audit.head SET size = entry.seq, hash = entry.hash;
    DELETE FROM audit.incoming WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER add_to_chain AFTER INSERT ON audit.incoming
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.add_to_chain();

-- Erases the payloads about a subject, and says so in the chain: a payload that is gone without a word is found.
CREATE FUNCTION audit.forget(whom TEXT) RETURNS BIGINT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased BIGINT;
BEGIN
    DELETE FROM audit.payload WHERE subject = whom;
    GET DIAGNOSTICS erased = ROW_COUNT;
    IF erased > 0 THEN
        INSERT INTO audit.incoming (at, actor, action, outcome, subject)
        VALUES (clock_timestamp(), 'ominigate', 'audit.forget', 'DONE', whom);
    END IF;
    RETURN erased;
END $$;

-- A second lock on the door: it also holds for the owner, until somebody who may takes the triggers off.
CREATE FUNCTION audit.refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is in audit.% stays as it was written', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON audit.payload
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE INSERT OR DELETE OR TRUNCATE ON audit.head
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
