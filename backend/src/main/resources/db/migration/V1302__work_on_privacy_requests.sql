-- A request from its opening to its end.

ALTER TABLE privacy.request
    DROP CONSTRAINT request_state_check,
    ADD CONSTRAINT request_state_check CHECK (state IN (
        'RECEIVED', 'ACKNOWLEDGED', 'IDENTITY_PENDING', 'VERIFIED', 'TRIAGED', 'IN_PROGRESS', 'AWAITING_SUBJECT',
        'PREPARED', 'AWAITING_SECOND_APPROVAL', 'SCHEDULED', 'EXECUTING', 'PARTIALLY_FAILED', 'READY_FOR_DELIVERY',
        'DELIVERED', 'COMPLETED', 'REFUSED', 'WITHDRAWN', 'NO_MATCH', 'MERGED_INTO')),
    ADD COLUMN open BOOLEAN NOT NULL
        GENERATED ALWAYS AS (state NOT IN ('COMPLETED', 'REFUSED', 'WITHDRAWN', 'NO_MATCH', 'MERGED_INTO')) STORED,

    -- How it reached us.
    ADD COLUMN channel TEXT NOT NULL DEFAULT 'MAIL' CHECK (channel IN ('MAIL', 'LETTER', 'PHONE', 'PAGES')),
    -- Whose data it is about, accounts.account; null until somebody has found out, or if we have none.
    ADD COLUMN account UUID,
    -- Who works on it, staff.member; null if nobody does.
    ADD COLUMN assignee UUID,
    -- What it asks for in particular, in the words of whoever triaged it.
    ADD COLUMN scope TEXT CHECK (length(scope) BETWEEN 1 AND 2000),

    -- How sure we are of who asks, and since when.
    ADD COLUMN identity TEXT NOT NULL DEFAULT 'L0' CHECK (identity IN ('L0', 'L1', 'L2', 'L3')),
    ADD COLUMN identified_at TIMESTAMPTZ,

    -- The clock. answer_by is the last of its days: by law, or else by what we want.
    ADD COLUMN received_on DATE,
    ADD COLUMN acknowledge_by DATE,
    ADD COLUMN target DATE,
    ADD COLUMN due DATE,
    ADD COLUMN extend_by DATE,
    -- Since when it stands because we wait for a clarification, and for how many days it stood before.
    ADD COLUMN stopped_at TIMESTAMPTZ,
    ADD COLUMN stopped_days INTEGER NOT NULL DEFAULT 0 CHECK (stopped_days >= 0),
    -- When the person was told that it takes longer.
    ADD COLUMN extended_at TIMESTAMPTZ,
    ADD COLUMN extended_for TEXT CHECK (extended_for IN ('COMPLEXITY', 'NUMBER_OF_REQUESTS')),

    -- What was prepared, by whom, and who agreed.
    ADD COLUMN prepared_by UUID,
    ADD COLUMN prepared_at TIMESTAMPTZ,
    -- What the person will be told with it, in the words of whoever prepared it.
    ADD COLUMN answer TEXT CHECK (length(answer) BETWEEN 1 AND 4000),
    ADD COLUMN proposal UUID,
    ADD COLUMN approved_by UUID,
    ADD COLUMN approved_at TIMESTAMPTZ,
    -- Until when it can still be called off.
    ADD COLUMN scheduled_for TIMESTAMPTZ,

    ADD COLUMN ended_at TIMESTAMPTZ,
    ADD COLUMN refused_for TEXT,
    ADD COLUMN merged_into UUID REFERENCES privacy.request (id),

    ADD CHECK ((state = 'MERGED_INTO') = (merged_into IS NOT NULL)),
    ADD CHECK (merged_into <> id),
    ADD CHECK ((state = 'REFUSED') = (refused_for IS NOT NULL)),
    ADD CHECK ((state IN ('COMPLETED', 'REFUSED', 'WITHDRAWN', 'NO_MATCH', 'MERGED_INTO')) = (ended_at IS NOT NULL)),
    ADD CHECK (state <> 'SCHEDULED' OR scheduled_for IS NOT NULL),
    ADD CHECK ((identity = 'L0') = (identified_at IS NULL)),
    ADD CHECK ((extended_at IS NULL) = (extended_for IS NULL)),
    -- Nobody agrees to what they prepared.
    ADD CHECK (approved_by <> prepared_by);

-- Of what came before there were more clocks than one.
UPDATE privacy.request
SET received_on = (received_at AT TIME ZONE 'UTC')::date,
    target = (received_at AT TIME ZONE 'UTC')::date + 21;

ALTER TABLE privacy.request
    ALTER COLUMN received_on SET NOT NULL,
    ALTER COLUMN target SET NOT NULL;

-- By whom a thread was begun, as they claim.
CREATE INDEX thread_sender ON privacy.thread (lower(sender));

-- The queue in each of its orders.
CREATE INDEX request_open_by_answer ON privacy.request (answer_by, id) WHERE open;
CREATE INDEX request_open_by_received ON privacy.request (received_at, id) WHERE open;
CREATE INDEX request_open_by_number ON privacy.request (number) WHERE open;
CREATE INDEX request_ended ON privacy.request (number) WHERE NOT open;
CREATE INDEX request_account ON privacy.request (account) WHERE account IS NOT NULL;
CREATE INDEX request_scheduled ON privacy.request (scheduled_for) WHERE state = 'SCHEDULED';

-- What happened to a request, in order.
CREATE TABLE privacy.request_event (
    id UUID PRIMARY KEY,
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    -- Null for what a clock, a program or the person who asks did.
    member UUID,
    -- Somebody's words.
    words TEXT CHECK (length(words) <= 4000),
    -- What it names, as letter:019a….
    refers_to TEXT CHECK (length(refers_to) <= 120)
);

CREATE INDEX request_event_request ON privacy.request_event (request, at, id);

-- Requests that have to do with one another, in both directions. A link says no more than that: it closes nothing, and
-- holds nothing up.
CREATE TABLE privacy.request_link (
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    other UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('SAME_MAIL', 'MAY_BE_THE_SAME', 'FOLLOWS')),
    PRIMARY KEY (request, other),
    CHECK (request <> other)
);

-- What has to be done for a request, piece by piece, in order.
CREATE TABLE privacy.leg (
    request UUID NOT NULL REFERENCES privacy.request (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(name) <= 60),
    position INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('FULFIL', 'DELIVER', 'CLOSE')),
    -- Whether it is done to what we keep ourselves.
    own BOOLEAN NOT NULL,
    state TEXT NOT NULL DEFAULT 'PENDING' CHECK (state IN (
        'PENDING', 'SUCCEEDED', 'NOT_APPLICABLE', 'DEFERRED', 'FAILED')),
    -- Moved on before each try, so that no other node tries meanwhile, and one that dies in it is not the last.
    next_try_at TIMESTAMPTZ,
    attempts INTEGER NOT NULL DEFAULT 0,
    began_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ,
    -- What proves it: counts, ids. Never a value of the person's.
    receipt JSONB,
    until TIMESTAMPTZ,
    -- Why it is not applicable, put off, or failed.
    reason TEXT CHECK (length(reason) <= 500),
    -- When the person was told that it is put off.
    disclosed_at TIMESTAMPTZ,
    PRIMARY KEY (request, name),
    UNIQUE (request, position),
    CHECK ((state = 'SUCCEEDED') = (receipt IS NOT NULL)),
    CHECK (state NOT IN ('NOT_APPLICABLE', 'DEFERRED', 'FAILED') OR reason IS NOT NULL),
    -- Only what others keep can be put off.
    CHECK (state <> 'DEFERRED' OR NOT own AND until IS NOT NULL)
);

CREATE INDEX leg_due ON privacy.leg (next_try_at) WHERE next_try_at IS NOT NULL;

-- That a request is completed follows from its legs. Whoever writes it without them is wrong, and is told so.
CREATE FUNCTION privacy.require_settled_legs() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM privacy.leg WHERE request = NEW.id) THEN
        RAISE EXCEPTION 'request % is not completed: nothing was done for it', NEW.id USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT FROM privacy.leg
        WHERE request = NEW.id
          AND (state IN ('PENDING', 'FAILED') OR state = 'DEFERRED' AND disclosed_at IS NULL)) THEN
        RAISE EXCEPTION 'request % is not completed: a leg of it is not settled', NEW.id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER require_settled_legs BEFORE INSERT OR UPDATE OF state ON privacy.request
    FOR EACH ROW WHEN (NEW.state = 'COMPLETED')
    EXECUTE FUNCTION privacy.require_settled_legs();

CREATE FUNCTION privacy.tell_legs() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('privacy_legs', '');
    RETURN NULL;
END $$;

CREATE TRIGGER tell AFTER INSERT ON privacy.leg
    FOR EACH STATEMENT EXECUTE FUNCTION privacy.tell_legs();

-- Accounts whose data are kept for a legal matter, whatever would delete them.
CREATE TABLE privacy.legal_hold (
    id UUID PRIMARY KEY,
    account UUID NOT NULL,
    -- What for, in words without personal data.
    matter TEXT NOT NULL CHECK (length(matter) BETWEEN 1 AND 500),
    set_at TIMESTAMPTZ NOT NULL,
    proposed_by UUID NOT NULL,
    agreed_by UUID NOT NULL,
    lifted_at TIMESTAMPTZ,
    CHECK (proposed_by <> agreed_by)
);

CREATE UNIQUE INDEX legal_hold_account ON privacy.legal_hold (account, matter) WHERE lifted_at IS NULL;

-- What must not be done with an account's data at present (GDPR, articles 18 and 21).
CREATE TABLE privacy.restriction (
    request UUID PRIMARY KEY REFERENCES privacy.request (id),
    account UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('RESTRICTION', 'OBJECTION')),
    since TIMESTAMPTZ NOT NULL,
    lifted_at TIMESTAMPTZ
);

CREATE INDEX restriction_account ON privacy.restriction (account) WHERE lifted_at IS NULL;
