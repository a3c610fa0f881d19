-- Payments by Stripe. Of Stripe's there are opaque names of objects, states and classes of failures here, and nothing
-- else: what something cost is what we asked for.

CREATE SCHEMA payment;

-- What an account wants to pay, written down before Stripe hears of it.
CREATE TABLE payment.top_up (
    id           uuid PRIMARY KEY,
    account_id   uuid        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('CHECKOUT', 'AUTOMATIC')),
    credit_cents bigint      NOT NULL CHECK (credit_cents > 0),
    fee_cents    bigint      NOT NULL CHECK (fee_cents >= 0),
    tax_cents    bigint      NOT NULL DEFAULT 0 CHECK (tax_cents >= 0),
    currency     text        NOT NULL CHECK (currency = 'usd'),
    state        text        NOT NULL CHECK (state IN ('ASKED', 'OPEN', 'PAID', 'FAILED', 'EXPIRED', 'REFUSED')),
    failure      text CHECK (failure ~ '^[a-z_]{1,60}$'),
    request_key  text        NOT NULL UNIQUE,
    asked_at     timestamptz NOT NULL,
    session      text UNIQUE CHECK (session ~ '^cs_[A-Za-z0-9_]{1,200}$'),
    intent       text UNIQUE CHECK (intent ~ '^pi_[A-Za-z0-9_]{1,200}$'),
    charge       text UNIQUE CHECK (charge ~ '^(ch|py)_[A-Za-z0-9_]{1,200}$'),
    settled_at   timestamptz,
    look_at      timestamptz,
    looks        int         NOT NULL DEFAULT 0,
    CONSTRAINT what_is_paid_is_settled CHECK (state <> 'PAID' OR settled_at IS NOT NULL)
);

COMMENT ON COLUMN payment.top_up.request_key IS 'the idempotency key of what Stripe was asked first';
COMMENT ON COLUMN payment.top_up.tax_cents IS 'what Stripe added for a tax office when it was paid';
COMMENT ON COLUMN payment.top_up.look_at IS 'when Stripe is asked next what became of it; null once it is over';

CREATE INDEX top_up_by_account ON payment.top_up (account_id, id);
CREATE INDEX top_up_to_look_at ON payment.top_up (look_at) WHERE look_at IS NOT NULL;

-- That Stripe was asked for a customer, with the key that it was asked with.
CREATE TABLE payment.customer_wish (
    account_id  uuid PRIMARY KEY,
    request_key text        NOT NULL UNIQUE,
    asked_at    timestamptz NOT NULL
);

-- What Stripe told us of, and that it was looked at; nothing of what it told.
CREATE TABLE payment.inbox (
    event       text PRIMARY KEY CHECK (event ~ '^evt_[A-Za-z0-9_]{1,100}$'),
    type        text        NOT NULL CHECK (type ~ '^[a-z0-9_.]{1,100}$'),
    object      text        NOT NULL CHECK (object ~ '^[a-z]+_[A-Za-z0-9_]{1,200}$'),
    status      text        NOT NULL CHECK (status IN ('WAITING', 'DONE', 'IGNORED', 'GIVEN_UP')),
    received_at timestamptz NOT NULL,
    tries       int         NOT NULL DEFAULT 0,
    try_at      timestamptz,
    CHECK ((status = 'WAITING') = (try_at IS NOT NULL))
);

CREATE INDEX inbox_waiting ON payment.inbox (try_at) WHERE try_at IS NOT NULL;
CREATE INDEX inbox_by_age ON payment.inbox (received_at);

CREATE TABLE payment.refund (
    id          uuid PRIMARY KEY,
    top_up      uuid        NOT NULL REFERENCES payment.top_up (id),
    account_id  uuid        NOT NULL,
    cents       bigint      NOT NULL CHECK (cents > 0),
    cause       text        NOT NULL CHECK (cause IN ('UNUSED', 'CLOSED', 'ELSEWHERE')),
    decision    uuid,
    state       text        NOT NULL CHECK (state IN ('PREPARED', 'PENDING', 'PAID', 'FAILED')),
    failure     text CHECK (failure ~ '^[a-z_]{1,60}$'),
    request_key text        NOT NULL UNIQUE,
    object      text UNIQUE CHECK (object ~ '^(re|pyr)_[A-Za-z0-9_]{1,200}$'),
    -- How often the books have taken it and given it back.
    turns       int         NOT NULL DEFAULT 0,
    taken_cents bigint      NOT NULL DEFAULT 0 CHECK (taken_cents >= 0),
    asked_at    timestamptz NOT NULL,
    settled_at  timestamptz,
    look_at     timestamptz
);

COMMENT ON COLUMN payment.refund.taken_cents IS 'how much of it the books have taken from the account now';

CREATE INDEX refund_by_top_up ON payment.refund (top_up);
CREATE INDEX refund_by_account ON payment.refund (account_id, id);
CREATE INDEX refund_to_look_at ON payment.refund (look_at) WHERE look_at IS NOT NULL;

-- Payments that a bank took back, or warns of.
CREATE TABLE payment.dispute (
    object      text PRIMARY KEY CHECK (object ~ '^(dp|du|issfr)_[A-Za-z0-9_]{1,200}$'),
    kind        text        NOT NULL CHECK (kind IN ('DISPUTE', 'WARNING')),
    top_up      uuid        NOT NULL REFERENCES payment.top_up (id),
    account_id  uuid        NOT NULL,
    cents       bigint      NOT NULL CHECK (cents >= 0),
    status      text        NOT NULL CHECK (status ~ '^[a-z_]{1,60}$'),
    turns       int         NOT NULL DEFAULT 0,
    taken_cents bigint      NOT NULL DEFAULT 0 CHECK (taken_cents >= 0),
    froze       boolean     NOT NULL DEFAULT FALSE,
    opened_at   timestamptz NOT NULL,
    told_at     timestamptz,
    closed_at   timestamptz,
    look_at     timestamptz
);

COMMENT ON COLUMN payment.dispute.froze IS 'the account was in use before, and is suspended because of this';

CREATE INDEX dispute_by_top_up ON payment.dispute (top_up);
CREATE INDEX dispute_by_account ON payment.dispute (account_id);
CREATE INDEX dispute_to_look_at ON payment.dispute (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX dispute_to_tell ON payment.dispute (opened_at) WHERE told_at IS NULL;

-- Where Stripe and our books do not agree, for finance.
CREATE TABLE payment.difference (
    id          uuid PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind ~ '^[A-Z_]{1,40}$'),
    object      text        NOT NULL CHECK (object ~ '^[A-Za-z0-9_:.-]{1,220}$'),
    ours_cents  bigint,
    their_cents bigint,
    found_at    timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    settled_at  timestamptz,
    settled_by  uuid,
    UNIQUE (kind, object)
);

COMMENT ON COLUMN payment.difference.seen_at IS 'when it was last so';

-- One look at a day of Stripe's books.
CREATE TABLE payment.comparison (
    day         date PRIMARY KEY,
    done_at     timestamptz NOT NULL,
    movements   int         NOT NULL,
    differences int         NOT NULL,
    ours_cents  bigint      NOT NULL,
    their_cents bigint
);

COMMENT ON TABLE payment.comparison IS 'what our books and Stripe say that it has of our money at the end of the look';

-- Top-ups that an account lets us make.
CREATE TABLE payment.automatic (
    account_id      uuid PRIMARY KEY,
    enabled         boolean     NOT NULL,
    threshold_cents bigint      NOT NULL CHECK (threshold_cents >= 0),
    amount_cents    bigint      NOT NULL CHECK (amount_cents > 0),
    month_cents     bigint      NOT NULL CHECK (month_cents >= amount_cents),
    failures        int         NOT NULL DEFAULT 0,
    stopped_because text CHECK (stopped_because ~ '^[a-z_]{1,60}$'),
    rests_until     timestamptz,
    changed_at      timestamptz NOT NULL,
    revision        bigint      NOT NULL DEFAULT 1,
    CHECK (NOT enabled OR stopped_because IS NULL)
);

COMMENT ON COLUMN payment.automatic.month_cents IS 'at most so much in a month, UTC';

CREATE INDEX automatic_on ON payment.automatic (account_id) WHERE enabled;

-- One at a time for an account.
CREATE UNIQUE INDEX top_up_automatic ON payment.top_up (account_id)
    WHERE kind = 'AUTOMATIC' AND state IN ('ASKED', 'OPEN');
