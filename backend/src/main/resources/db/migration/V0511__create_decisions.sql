-- What was decided about networks, keys and accounts. Outlives the evidence that it was decided by: refers to no row of
-- the operational log and to no case's evidence.

-- Counts the changes of decisions. Its row is locked by whoever decides something, before they look at what is decided
-- already and until they commit: decisions are made one after the other, their numbers appear in commit order without
-- gaps, and "everything after n" is a safe question for a node to ask.
CREATE TABLE abuse.revision (
    only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
    latest BIGINT NOT NULL
);

INSERT INTO abuse.revision (latest) VALUES (0);

CREATE TABLE abuse.decision (
    id UUID PRIMARY KEY,
    version BIGINT NOT NULL DEFAULT 1,
    revision BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action IN (
        'DISMISS', 'ALLOW', 'WARN', 'THROTTLE', 'REQUIRE_STEP',
        'BLOCK_NETWORK', 'SUSPEND_KEY', 'SUSPEND_ACCOUNT', 'BAN_ACCOUNT')),
    entity TEXT NOT NULL CHECK (length(entity) <= 100),
    -- Of a network, to look it up by what lies in it.
    network CIDR,
    scope TEXT CHECK (scope IN ('SIGN_UP', 'SIGN_IN', 'API', 'ALL')),
    requests_per_second DOUBLE PRECISION CHECK (requests_per_second > 0),
    nanos_per_hour BIGINT CHECK (nanos_per_hour >= 0),
    category TEXT CHECK (category IN (
        'STOLEN_KEY', 'SHARED_ACCESS', 'REPEATED_SIGN_UP', 'PAYMENT_FRAUD', 'PROHIBITED_CONTENT', 'EXCESSIVE_LOAD',
        'OTHER')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    note TEXT CHECK (length(note) BETWEEN 1 AND 2000),
    case_id UUID,
    -- A member of the staff; null where a rule decided.
    decided_by UUID,
    decided_at TIMESTAMPTZ NOT NULL,
    approval UUID,
    approved_by UUID,
    -- For how long, from the moment on that it counts; null until somebody thinks otherwise.
    lasts_millis BIGINT CHECK (lasts_millis >= 0),
    begins_at TIMESTAMPTZ,
    ends_at TIMESTAMPTZ,
    review_at TIMESTAMPTZ,
    state TEXT NOT NULL CHECK (state IN ('PROPOSED', 'IN_FORCE', 'ENDED')),
    ending TEXT CHECK (ending IN ('DONE', 'EXPIRED', 'LIFTED', 'OVERTURNED', 'REPLACED', 'NOT_AGREED')),
    ended_by UUID,
    ended_at TIMESTAMPTZ,
    grace_until TIMESTAMPTZ,
    CHECK ((network IS NOT NULL) = (entity LIKE 'network:%')),
    CHECK ((scope IS NOT NULL) = (action = 'BLOCK_NETWORK')),
    CHECK ((state = 'ENDED') = (ending IS NOT NULL AND ended_at IS NOT NULL)),
    CHECK (state <> 'IN_FORCE' OR begins_at IS NOT NULL),
    -- What stays without an end is looked at again.
    CHECK (state <> 'IN_FORCE' OR ends_at IS NOT NULL OR (action = 'BAN_ACCOUNT' AND review_at IS NOT NULL)),
    -- A rule decides for an hour at most.
    CHECK (decided_by IS NOT NULL OR lasts_millis <= 3600000),
    CHECK (approved_by IS NULL OR approved_by <> decided_by)
);

CREATE INDEX decision_revision ON abuse.decision (revision);
CREATE INDEX decision_entity ON abuse.decision (entity, decided_at);
CREATE INDEX decision_network ON abuse.decision USING gist (network inet_ops) WHERE network IS NOT NULL;
CREATE INDEX decision_case ON abuse.decision (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX decision_end ON abuse.decision (ends_at) WHERE state = 'IN_FORCE';

CREATE FUNCTION abuse.stamp_revision() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE abuse.revision SET latest = latest + 1 RETURNING latest INTO NEW.revision;
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    PERFORM pg_notify('abuse_decisions', '');
    RETURN NEW;
END $$;

CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON abuse.decision
    FOR EACH ROW EXECUTE FUNCTION abuse.stamp_revision();

-- What has ended stays ended, and what was decided stays as it was decided.
CREATE FUNCTION abuse.keep_decision() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decision % is not changed but by ending it', OLD.id USING ERRCODE = '23514';
END $$;

CREATE TRIGGER keep_decision BEFORE UPDATE ON abuse.decision
    FOR EACH ROW WHEN (
        OLD.state = 'ENDED' AND (NEW.state <> 'ENDED' OR NOT (NEW.ending IN ('OVERTURNED') OR NEW.ending = OLD.ending))
        OR (OLD.action, OLD.reason, OLD.decided_at) IS DISTINCT FROM (NEW.action, NEW.reason, NEW.decided_at)
        -- But for the network of what has ended, which becomes wider and so nobody's.
        OR (OLD.entity <> NEW.entity AND NOT (OLD.state = 'ENDED' AND coalesce(NEW.network >> OLD.network, false))))
    EXECUTE FUNCTION abuse.keep_decision();

-- How often a decision was met. Apart, as it changes often and nobody needs to be told.
CREATE TABLE abuse.decision_hits (
    decision UUID PRIMARY KEY REFERENCES abuse.decision (id),
    hits BIGINT NOT NULL CHECK (hits >= 0),
    last_at TIMESTAMPTZ NOT NULL
);

-- The last change of decisions that each node acts on.
CREATE TABLE abuse.enforcing_node (
    node_id UUID PRIMARY KEY,
    revision BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
