CREATE SCHEMA IF NOT EXISTS live;

-- What the staff is told while they watch: what to look at again, and nothing of it.
CREATE TABLE live.event (
    key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Given when it is first read, under a lock: in this order events are seen by all. The key will not do, as
    -- transactions do not commit in the order in which they insert.
    id BIGINT UNIQUE,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    version BIGINT,
    -- Who may see it: whoever has the capability, or this one member.
    capability TEXT,
    member UUID,
    CHECK ((capability IS NULL) <> (member IS NULL))
);

CREATE INDEX event_new ON live.event (key) WHERE id IS NULL;

CREATE FUNCTION live.tell() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live_events', '');
    RETURN NULL;
END $$;

CREATE TRIGGER tell AFTER INSERT ON live.event
    FOR EACH STATEMENT EXECUTE FUNCTION live.tell();

-- Whoever watches must stop seeing what they may not see any more.
CREATE FUNCTION live.tell_of_sessions() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live_sessions', '');
    RETURN NULL;
END $$;

CREATE TRIGGER tell_live AFTER UPDATE OF ended_at OR DELETE ON staff.session
    FOR EACH STATEMENT EXECUTE FUNCTION live.tell_of_sessions();
CREATE TRIGGER tell_live AFTER UPDATE OF roles, status ON staff.member
    FOR EACH STATEMENT EXECUTE FUNCTION live.tell_of_sessions();
