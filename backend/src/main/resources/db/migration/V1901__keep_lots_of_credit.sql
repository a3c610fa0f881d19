-- Credit in lots: what was paid and what was given, in which order it is spent, and until when. The wallet is the truth;
-- lots say what it is made of. They are brought up to date when somebody looks: spending is in the wallet at once and
-- costs the lots nothing.

INSERT INTO billing.ledger_account (code, kind, currency)
VALUES ('revenue_fee', 'revenue', 'USD'),
       ('tax_payable', 'liability', 'USD'),
       ('stripe_fees', 'expense', 'USD'),
       ('refund_suspense', 'liability', 'USD'),
       ('dispute_suspense', 'liability', 'USD'),
       ('bank', 'asset', 'USD'),
       ('breakage', 'revenue', 'USD');

COMMENT ON COLUMN billing.ledger_account.code IS
    'of the house: refund_suspense and dispute_suspense have what customers lost and Stripe has not moved yet, or the other way round';

CREATE TABLE billing.credit_lot (
    id         uuid PRIMARY KEY,
    account    uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('PAID', 'PROMOTIONAL')),
    -- The ledger transaction that it came by; null for credit that is older than lots.
    tx         uuid REFERENCES billing.ledger_tx (id),
    granted    bigint      NOT NULL CHECK (granted > 0),
    remaining  bigint      NOT NULL,
    priority   smallint    NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    CONSTRAINT no_lot_is_overdrawn CHECK (remaining BETWEEN 0 AND granted)
) WITH (fillfactor = 70);

COMMENT ON COLUMN billing.credit_lot.priority IS 'the lower is spent first; then what expires first';

CREATE INDEX credit_lot_with_rest ON billing.credit_lot (account, priority, expires_at, id) WHERE remaining > 0;
CREATE INDEX credit_lot_by_expiry ON billing.credit_lot (expires_at) WHERE remaining > 0 AND expires_at IS NOT NULL;
CREATE UNIQUE INDEX credit_lot_by_tx ON billing.credit_lot (tx);

INSERT INTO billing.credit_lot (id, account, kind, granted, remaining, priority)
SELECT gen_random_uuid(), a.account, 'PROMOTIONAL', b.balance, b.balance, 10
  FROM billing.ledger_account AS a
  JOIN billing.ledger_balance AS b ON b.account_id = a.id
 WHERE a.code LIKE 'wallet:%' AND a.account IS NOT NULL AND b.balance > 0;
